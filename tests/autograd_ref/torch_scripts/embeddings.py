"""Words as vectors: the next of two words is guessed from their embeddings."""


def run(torch):
    nn, F, optim = torch.nn, torch.nn.functional, torch.optim

    text = "the sum of all the parts of the sum is all of it"
    sentence = text.split()
    ngrams = [([sentence[i - 2], sentence[i - 1]], sentence[i]) for i in range(2, len(sentence))]
    vocab = sorted(set(sentence))
    word_to_ix = {word: i for i, word in enumerate(vocab)}
    yield "words", vocab

    class NGramLanguageModeler(nn.Module):
        def __init__(self, vocab_size, embedding_dim, context_size):
            super().__init__()
            self.embeddings = nn.Embedding(vocab_size, embedding_dim)
            self.linear1 = nn.Linear(context_size * embedding_dim, 8)
            self.linear2 = nn.Linear(8, vocab_size)

        def forward(self, inputs):
            embeds = self.embeddings(inputs).view((1, -1))
            out = F.relu(self.linear1(embeds))
            out = self.linear2(out)
            return F.log_softmax(out, dim=1)

    losses = []
    loss_function = nn.NLLLoss()
    model = NGramLanguageModeler(len(vocab), 3, 2)
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.sin(torch.arange(float(p.numel())) * 1.1).reshape(p.shape) * 0.6)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for _epoch in range(10):
        total_loss = 0
        for context, target in ngrams:
            context_idxs = torch.tensor([word_to_ix[w] for w in context], dtype=torch.long)
            model.zero_grad()
            log_probs = model(context_idxs)
            loss = loss_function(log_probs, torch.tensor([word_to_ix[target]], dtype=torch.long))
            loss.backward()
            optimizer.step()
            total_loss += loss.item()
        losses.append(total_loss)
    yield "losses", losses
    yield "the", model.embeddings.weight[word_to_ix["the"]].detach()
    yield "one_hot", F.one_hot(torch.tensor([2, 0]), num_classes=3).tolist()
    yield "model", repr(model)
