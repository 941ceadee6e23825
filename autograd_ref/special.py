"""The error function, which numpy has not: W. J. Cody's approximations, to the last digits.

Rational Chebyshev approximations for the error function, Mathematics of Computation 23 (1969),
pages 631-637; the coefficients are those of his program CALERF. Where |x| is small, erf itself is
approximated; where it is large, erfc = 1 - erf, which is tiny there and keeps all its digits.
"""

import math

import numpy as np

# From the highest power down; |x| <= 0.46875, then up to 4, then beyond.
SMALL = (
    (1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2,
     3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
     2.84423683343917062e3),
)  # fmt: skip
MIDDLE = (
    (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1,
     2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
     1.23033935479799725e3),
    (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
     1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3,
     1.23033935480374942e3),
)  # fmt: skip
LARGE = (
    (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1,
     1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4),
    (1.0, 2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1,
     6.05183413124413191e-2, 2.33520497626869185e-3),
)  # fmt: skip
BEYOND = 27.0  # erfc is 0 in float64 from here on
FEW = 300  # so many elements take less time one by one


def _ratio(polynomials, x):
    """The quotient of two polynomials of x."""
    above, below = (_polynomial(coefficients, x) for coefficients in polynomials)
    above /= below
    return above


def _polynomial(coefficients, x):
    """A polynomial by Horner's scheme, in memory of its own."""
    first, second, *others = coefficients
    out = first * x + second if first != 1.0 else x + second
    for c in others:
        out *= x
        out += c
    return out


def _middle(y):
    return _gauss(y) * _ratio(MIDDLE, y)


def _large(y):
    inverse = 1 / (y * y)
    return _gauss(y) * (1 / math.sqrt(math.pi) - inverse * _ratio(LARGE, inverse)) / y


def _gauss(y):
    """exp(-y²), with y² split so that none of its digits is lost in the exponent."""
    near = np.floor(y * 16) / 16
    return np.exp(-near * near) * np.exp(-(y - near) * (y + near))


def _tail(size):
    """erfc of sizes above 0.46875."""
    tail = np.zeros_like(size)
    for part, formula in ((size <= 4, _middle), ((size > 4) & (size < BEYOND), _large)):
        if part.any():
            tail[part] = formula(size[part])
    return tail


def erf_of(x):
    """erf of a raw value, relative error below 5e-16 in float64."""
    if x.size <= FEW or x.dtype == np.float16:
        values = [math.erf(each) for each in x.ravel().tolist()]
        return np.array(values, x.dtype).reshape(x.shape)[()]
    size = np.abs(x)
    small = ~(size > 0.46875)  # nan too
    out = np.empty_like(x)
    near = x[small]
    out[small] = near * _ratio(SMALL, near * near)
    far = x[~small]
    out[~small] = np.copysign(1 - _tail(size[~small]), far)
    return out
