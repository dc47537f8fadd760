"""Gradients of the attention layer by complex steps, exact to rounding; needs numpy.

Inputs as in AttentionReference.swift, with position t = cos(2 + 5t + 3i + t i)/2, whose vectors are
independent. (cos(2 + 5t + 3i)/2 alone spans a plane: with three of them no dual query exists.)
"""
import numpy as np


def half_error(V, W, X, E, y, query):
    Ey = E[y]
    ey = Ey.sum(0) if query == "sum" else Ey.T @ np.linalg.solve(Ey @ Ey.T, np.ones(len(y)))
    logits = E @ (W @ ey)
    s = np.exp(logits - logits.real.max())
    s = s / s.sum()
    f = V @ (X.T @ s)
    r = f - X[y].mean(0)
    return 0.5 * (r * r).sum(), s, f


def case(T, d, m, y, query, h=1e-30):
    t, i, j, k = np.arange(T)[:, None], np.arange(d), np.arange(m), np.arange(m)[:, None]
    X = np.sin(1 + 3 * t + 7 * i)
    E = np.cos(2 + 5 * t + 3 * j + t * j) / 2
    V = (0.1 * np.sin(i[:, None] + 2 * i + 1)).astype(complex)
    W = (0.2 * np.cos(3 * k + j)).astype(complex)
    loss, s, f = half_error(V, W, X, E, y, query)
    grads = []
    for A in (V, W):
        G = np.zeros(A.shape)
        for index in np.ndindex(A.shape):
            A[index] += 1j * h
            G[index] = half_error(V, W, X, E, y, query)[0].imag / h
            A[index] = A[index].real
        grads.append(G.tolist())
    return dict(T=T, d=d, d_e=m, y=y, query=query, s=s.real.tolist(), f=f.real.tolist(),
                loss=float(loss.real), V=grads[0], W=grads[1])


if __name__ == "__main__":
    print(case(7, 3, 6, [0, 2, 6], "dual"))
