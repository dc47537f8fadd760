"""The noise law of stochastic gradient descent with full matrices, for the tests of NoisyDescent.

Nothing here knows of the symmetry of the problem: V and W are plain vectors of parameters, averages over subsets and
random frames are sums (frames in R^3: product quadrature over rotations), the covariance of a gradient comes from its
quadratic forms in the Gaussian tokens, and derivatives of the population risk are finite differences of its gradient.

    python3 noise.py        (needs numpy)
"""

import itertools
import numpy as np


def rotations():
    """Nodes and weights of a quadrature of Haar measure on SO(3), exact for polynomials of degree 8 and more."""
    count = 11
    angles = 2 * np.pi * np.arange(count) / count
    cosines, weights = np.polynomial.legendre.leggauss(8)
    for a, (c, w), b in itertools.product(angles, zip(cosines, weights), angles):
        s = np.sqrt(1 - c * c)
        turn = lambda t: np.array([[np.cos(t), -np.sin(t), 0], [np.sin(t), np.cos(t), 0], [0, 0, 1]])
        yield turn(a) @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]) @ turn(b), w / (2 * count * count)


class Task:
    def __init__(self, tokens, dimension, sparsity, frames):
        self.T, self.d, self.q = tokens, dimension, sparsity
        self.frames = [(E[:, :tokens], w) for E, w in rotations()] if frames else [(np.eye(tokens), 1.0)]
        self.D = 3 if frames else tokens
        self.subsets = []
        for subset in itertools.combinations(range(tokens), sparsity):
            y = np.zeros(tokens)
            y[list(subset)] = 1
            self.subsets.append(y)

    def split(self, theta):
        return theta[: self.d**2].reshape(self.d, self.d), theta[self.d**2 :].reshape(self.D, self.D)

    def attention(self, W, E, y):
        logits = E.T @ W @ (E @ y)
        s = np.exp(logits - logits.max())
        return s / s.sum()

    def given(self, theta, E, y):
        """The mean gradient of half the squared error over tokens, given the frame and the subset."""
        V, W = self.split(theta)
        s = self.attention(W, E, y)
        slope = np.sum(V * V) * s - np.trace(V) / self.q * y
        g = s * (slope - s @ slope)
        return np.concatenate([(V * (s @ s) - np.eye(self.d) * (s @ y) / self.q).ravel(), np.outer(E @ g, E @ y).ravel()])

    def gradient(self, theta):
        return sum(w * np.mean([self.given(theta, E, y) for y in self.subsets], axis=0) for E, w in self.frames)

    def mass(self, theta):
        W = self.split(theta)[1]
        return sum(w * np.mean([self.attention(W, E, y) @ y for y in self.subsets]) for E, w in self.frames)

    def risk(self, theta):
        V, W = self.split(theta)
        total = 0
        for E, w in self.frames:
            for y in self.subsets:
                s = self.attention(W, E, y)
                total += w * (np.sum(V * V) * (s @ s) - 2 / self.q * np.trace(V) * (s @ y) + self.d / self.q)
        return total / len(self.subsets)

    def forms(self, theta, E, y):
        """The gradient's quadratic forms in the tokens: one symmetric matrix for each parameter."""
        V, W = self.split(theta)
        s = self.attention(W, E, y)
        size = self.d * self.T
        basis = np.eye(size).reshape(size, self.d, self.T)
        seen = basis @ s
        back = (seen @ V.T - basis @ y / self.q) @ V
        residual = seen @ V.T - basis @ y / self.q
        inV = np.einsum("ai,bj->ijab", residual, seen)
        pulled = np.einsum("bdt,ad->abt", basis, back)
        g = s * (pulled - (pulled @ s)[..., None])
        inW = np.einsum("abt,it,j->ijab", g, E, E @ y)
        both = np.concatenate([inV.reshape(-1, size, size), inW.reshape(-1, size, size)])
        return (both + both.transpose(0, 2, 1)) / 2

    def noise(self, theta, batch):
        """The covariance of a batch's gradient; all its examples see one frame."""
        example, frame, whole = 0, 0, self.gradient(theta)
        for E, w in self.frames:
            mean = np.mean([self.given(theta, E, y) for y in self.subsets], axis=0)
            for y in self.subsets:
                forms = self.forms(theta, E, y)
                off = np.trace(forms, axis1=1, axis2=2) - mean
                flat = forms.reshape(len(forms), -1)
                example = example + w / len(self.subsets) * (2 * flat @ flat.T + np.outer(off, off))
            frame = frame + w * np.outer(mean - whole, mean - whole)
        return example / batch + frame


def jacobian(function, theta, h=2e-3):
    columns = []
    for k in range(len(theta)):
        e = np.zeros(len(theta))
        e[k] = h
        columns.append((8 * (function(theta + e) - function(theta - e)) - function(theta + 2 * e) + function(theta - 2 * e)) / (12 * h))
    return np.array(columns).T


def bend(function, theta, sigma, h=2e-2):
    """The second derivative of a function contracted with a covariance."""
    values, vectors = np.linalg.eigh(sigma)
    total = 0
    for value, v in zip(values, vectors.T):
        if value > 1e-14:
            f = lambda t: function(theta + t * v)
            total = total + value * (16 * (f(h) + f(-h)) - (f(2 * h) + f(-2 * h)) - 30 * f(0)) / (12 * h * h)
    return total


def run(tokens, dimension, sparsity, frames, step, batch, steps):
    task = Task(tokens, dimension, sparsity, frames)
    d, D, T = dimension, task.D, tokens
    size = d * d + D * D
    theta, m, sigma = np.zeros(size), np.zeros(size), np.zeros((size, size))
    for _ in range(steps):
        H = jacobian(task.gradient, theta)
        contraction = np.eye(size) - step * H
        m = contraction @ m - step / 2 * bend(task.gradient, theta, sigma)
        sigma = contraction @ sigma @ contraction.T + step**2 * task.noise(theta, batch)
        theta = theta - step * task.gradient(theta)
    g, H = task.gradient(theta), jacobian(task.gradient, theta)
    family = np.eye(D) if frames else np.eye(D) - 1 / T
    toAlpha = np.concatenate([np.eye(d).ravel() / d, np.zeros(D * D)])
    toC = np.concatenate([np.zeros(d * d), family.ravel() / np.sum(family**2)])
    slope = jacobian(task.mass, theta)
    inW = sigma[d * d :, d * d :]
    aligned = family.ravel() / np.linalg.norm(family)
    print((tokens, dimension, sparsity, "frames" if frames else "one-hot", step, batch, steps))
    print("  alpha %.10f C %.10f" % (toAlpha @ theta, toC @ theta))
    print("  shift alpha %.10e C %.10e" % (toAlpha @ m, toC @ m))
    print("  variance alpha %.10e C %.10e" % (toAlpha @ sigma @ toAlpha, toC @ sigma @ toC))
    print("  shift P %.10e" % (slope @ m + bend(task.mass, theta, sigma) / 2))
    print("  risk %.10f shift %.10e" % (task.risk(theta), 2 * g @ m + np.trace(H @ sigma)))
    print("  variance of risk %.10e" % (4 * g @ sigma @ g + 2 * np.trace(H @ sigma @ H @ sigma)))
    print("  off family %.10e square %.10e" % (np.trace(inW) - aligned @ inW @ aligned, np.sum(inW * inW) - (aligned @ inW @ aligned) ** 2))


if __name__ == "__main__":
    run(4, 2, 2, False, 0.5, 3, 40)
    run(5, 1, 3, False, 0.4, 2, 60)
    run(4, 3, 1, False, 0.3, 5, 50)
    run(2, 2, 1, False, 0.5, 4, 30)
    run(3, 2, 2, True, 0.5, 4, 25)
    run(3, 2, 1, True, 0.5, 4, 25)
    run(2, 1, 1, True, 0.5, 2, 25)
