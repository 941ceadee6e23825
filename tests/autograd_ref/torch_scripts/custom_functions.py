"""Functions with derivatives of our own that can be differentiated twice, and how to check them."""


def run(torch):
    Function = torch.autograd.Function

    class Exp(Function):
        @staticmethod
        def forward(ctx, i):
            result = i.exp()
            ctx.save_for_backward(result)
            return result

        @staticmethod
        def backward(ctx, grad_output):
            (result,) = ctx.saved_tensors
            return grad_output * result

    class Scaled(Function):
        """x * w, scaled by a number that has no derivative; what isn't needed isn't computed."""

        @staticmethod
        def forward(ctx, x, w, factor):
            ctx.save_for_backward(x, w)
            ctx.factor = factor
            return x * w * factor

        @staticmethod
        def backward(ctx, grad):
            x, w = ctx.saved_tensors
            grad_x = grad * w * ctx.factor if ctx.needs_input_grad[0] else None
            grad_w = grad * x * ctx.factor if ctx.needs_input_grad[1] else None
            return grad_x, grad_w, None

    class Sinh(Function):
        @staticmethod
        def forward(ctx, x):
            expx, expnegx = torch.exp(x), torch.exp(-x)
            ctx.save_for_backward(expx, expnegx)
            return (expx - expnegx) / 2, expx, expnegx

        @staticmethod
        def backward(ctx, grad_out, grad_exp, grad_negexp):
            expx, expnegx = ctx.saved_tensors
            return grad_out * (expx + expnegx) / 2 + grad_exp * expx - grad_negexp * expnegx

    x = torch.tensor([0.5, 1.0, -0.3], dtype=torch.double, requires_grad=True)
    w = torch.tensor([2.0, -1.0, 0.7], dtype=torch.double, requires_grad=True)
    output = Exp.apply(x)
    yield "output", repr(output)
    output.sum().backward()
    yield "x.grad", x.grad

    Scaled.apply(x.detach(), w, 3.0).sum().backward()
    yield "w.grad", w.grad
    (first,) = torch.autograd.grad(Exp.apply(x).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad((first * w).sum(), x)
    yield "second", second

    gradcheck, gradgradcheck = torch.autograd.gradcheck, torch.autograd.gradgradcheck
    yield "checked", [gradcheck(Exp.apply, x), gradgradcheck(Exp.apply, x)]
    yield "with a number", gradcheck(Scaled.apply, (x, w, 3.0))
    yield "sinh", Sinh.apply(x)[0]
    yield "sinh checked", gradcheck(lambda x: Sinh.apply(x), x)

    class Wrong(Exp):
        @staticmethod
        def backward(ctx, grad_output):
            return grad_output

    yield "wrong", gradcheck(Wrong.apply, x, raise_exception=False)
