"""The error function, which numpy has not: W. J. Cody's approximations, to the last digits.

Rational Chebyshev approximations for the error function, Mathematics of Computation 23 (1969),
pages 631-637; the coefficients are those of his program CALERF. Up to 0.46875, erf itself is
approximated; beyond, erfc = 1 - erf. His third formula, for the digits of an erfc that is tiny, is
left out: erf has none of these digits.
"""

import math

import numpy as np

# From the highest power down: the two polynomials of each quotient.
NEAR = (
    (1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2,
     3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
     2.84423683343917062e3),
)  # fmt: skip
FAR = (
    (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1,
     2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
     1.23033935479799725e3),
    (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
     1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3,
     1.23033935480374942e3),
)  # fmt: skip
ONE = 6.0  # erf is 1 in float64 from here on
FEW = 300  # so many elements take less time one by one


def _ratio(polynomials, x):
    """The quotient of two polynomials of x."""
    above, below = (_polynomial(coefficients, x) for coefficients in polynomials)
    above /= below
    return above


def _polynomial(coefficients, x):
    """A polynomial by Horner's scheme, in memory of its own."""
    first, second, *others = coefficients
    out = first * x
    out += second
    for c in others:
        out *= x
        out += c
    return out


def _near(x):
    return x * _ratio(NEAR, x * x)


def _far(x):
    y = np.minimum(np.abs(x), ONE)
    return np.copysign(1 - np.exp(-y * y) * _ratio(FAR, y), x)


def erf_of(x):
    """erf of a raw value, relative error below 5e-16 in float64."""
    if x.size <= FEW or x.dtype == np.float16:
        values = [math.erf(each) for each in x.ravel().tolist()]
        return np.array(values, x.dtype).reshape(x.shape)[()]
    far = np.abs(x) > 0.46875
    out = np.empty_like(x)
    out[far], out[~far] = _far(x[far]), _near(x[~far])
    return out
