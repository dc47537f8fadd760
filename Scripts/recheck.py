#!/usr/bin/env python3
"""Checks the certificates of a run again, from first principles and in rational arithmetic.

    Scripts/recheck.py [--some] [FILE]        FILE is Report/certificates.json unless it is given

It shares no code with the package and knows nothing of its closed forms: it enumerates subsets, applies matrices, eliminates
rows, takes moments of normal numbers and determines the signs of polynomials on intervals, with Python's integers and
fractions alone. What each kind of certificate states is said at its function below; the fields are listed in
Report/README.md.

One line for each certificate. The exit status is 0 if all hold, 1 if one does not, 65 if the file is not what it should be or
lacks a kind of certificate altogether (allowed with --some), 66 if it cannot be opened.
"""

import json
import os
import re
import sys
from fractions import Fraction
from itertools import combinations


class Broken(Exception):
    """The file is not what it should be."""


class Wrong(Exception):
    """A certificate does not hold."""


def require(condition, what):
    if not condition:
        raise Wrong(what)


# MARK: - Typed fields


def fields(value, names):
    """The values of an object that has exactly these fields."""
    if not isinstance(value, dict) or set(value) != set(names):
        found = sorted(value) if isinstance(value, dict) else value
        raise Broken("fields %s; allowed: %s" % (found, sorted(names)))
    return [value[name] for name in names]


def integer(value, least=0):
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise Broken("%r; allowed: an integer >= %d" % (value, least))
    return value


def rational(value):
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]+(/[1-9][0-9]*)?", value, re.ASCII):
        raise Broken("%r; allowed: a rational number such as \"-6/7\"" % (value,))
    return Fraction(value)


def binary(value):
    """The exact value of a 64-bit number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Broken("%r; allowed: a number" % (value,))
    return Fraction(float(value))


def items(value, of):
    if not isinstance(value, list):
        raise Broken("%r; allowed: a list" % (value,))
    return [of(item) for item in value]


def problem(value):
    """T, d, q."""
    tokens, dimension, sparsity = fields(value, ["tokens", "dimension", "sparsity"])
    integer(tokens, 2), integer(dimension, 1), integer(sparsity, 1)
    if sparsity >= tokens:
        raise Broken("sparsity %d; allowed: below tokens = %d" % (sparsity, tokens))
    return tokens, dimension, sparsity


def name(given):
    return "T=%d d=%d q=%d" % given


def choose(above, below):
    """The binomial coefficient, 0 where it has no meaning."""
    if below < 0 or below > above:
        return 0
    result = 1
    for step in range(below):
        result = result * (above - step) // (step + 1)
    return result


# MARK: - F1, F4: the second moment of the target


def second_moment_of(vector, given):
    """E_y[M_y^T M_y] times a vector, M_y vec(X) the mean of the tokens in y: over every subset."""
    tokens, dimension, sparsity = given
    image = [Fraction(0)] * (tokens * dimension)
    count = 0
    for subset in combinations(range(tokens), sparsity):
        count += 1
        for coordinate in range(dimension):
            total = sum(vector[token * dimension + coordinate] for token in subset)
            for token in subset:
                image[token * dimension + coordinate] += total
    return [entry / (count * sparsity * sparsity) for entry in image]


def spectrum(value):
    """S = E_y[M_y^T M_y] has two eigenvalues with these multiplicities: on d(T-1) + d independent vectors."""
    given, low, low_count, high, high_count = fields(
        value, ["problem", "low", "lowMultiplicity", "high", "highMultiplicity"])
    given = tokens, dimension, sparsity = problem(given)
    if choose(tokens, sparsity) > 100_000:
        raise Broken("%s has too many subsets to enumerate" % name(given))
    pairs = {}
    for coordinate in range(dimension):
        ones = [Fraction(place % dimension == coordinate) for place in range(tokens * dimension)]
        pairs.setdefault("high", []).append(ones)
        for token in range(1, tokens):
            vector = [Fraction(0)] * (tokens * dimension)
            vector[coordinate], vector[token * dimension + coordinate] = Fraction(1), Fraction(-1)
            pairs.setdefault("low", []).append(vector)
    for which, stated, count in [("low", low, low_count), ("high", high, high_count)]:
        stated = rational(stated)
        for vector in pairs[which]:
            wanted = [stated * entry for entry in vector]
            require(second_moment_of(vector, given) == wanted, "%s is not the eigenvalue %s" % (stated, which))
        require(integer(count) == len(pairs[which]), "%s is not the multiplicity of %s" % (count, which))
    # The vectors together span R^(Td), so there are no further eigenvalues.
    everything = pairs["low"] + pairs["high"]
    require(rank(everything) == tokens * dimension, "the eigenvectors do not span the space")
    return name(given)


def least_widths(value):
    """Each width is the least m with: the Td - m smallest eigenvalues of S sum to at most share d/q."""
    given, widths = fields(value, ["problem", "widths"])
    given = tokens, dimension, sparsity = problem(given)
    # A token is in y with probability C(T-1, q-1)/C(T, q), a pair with C(T-2, q-2)/C(T, q).
    subsets = choose(tokens, sparsity) * sparsity * sparsity
    diagonal = Fraction(choose(tokens - 1, sparsity - 1), subsets)
    beside = Fraction(choose(tokens - 2, sparsity - 2), subsets)
    eigenvalues = sorted(
        [diagonal - beside] * (dimension * (tokens - 1))
        + [diagonal + (tokens - 1) * beside] * dimension)
    trivial = sum(eigenvalues)
    require(trivial == Fraction(dimension, sparsity), "the eigenvalues sum to %s" % trivial)
    least = [Fraction(0)]
    for eigenvalue in eigenvalues:
        least.append(least[-1] + eigenvalue)
    stated = items(widths, lambda entry: fields(entry, ["share", "width"]))
    require(stated, "no width is stated")
    for share, width in stated:
        share, width = rational(share), integer(width)
        require(0 <= share <= 1 and width <= tokens * dimension, "share %s, width %d" % (share, width))
        bound = share * trivial
        require(least[tokens * dimension - width] <= bound, "width %d is too few for %s" % (width, share))
        require(
            width == 0 or least[tokens * dimension - width + 1] > bound,
            "width %d is more than %s needs" % (width, share))
    return "%s, %d shares" % (name(given), len(stated))


# MARK: - F7: the worst case


def squared_target(given, vector, subset):
    """|STS_q(X, y)|^2."""
    _, dimension, sparsity = given
    sums = [sum(vector[token * dimension + place] for token in subset) for place in range(dimension)]
    return sum(entry * entry for entry in sums) / (sparsity * sparsity)


def longest_token(given, vector):
    tokens, dimension, _ = given
    return max(
        sum(entry * entry for entry in vector[token * dimension:(token + 1) * dimension])
        for token in range(tokens))


def first_layer(value):
    """The fields of both kinds, with what they share checked: the layer has the same values at X and -X."""
    given, weights, vector, subset, ratio = fields(
        value, ["problem", "weights", "input", "subset", "squaredRatio"])
    given = tokens, dimension, sparsity = problem(given)
    vector = items(vector, rational)
    weights = items(weights, lambda row: items(row, rational))
    subset = items(subset, integer)
    if len(vector) != tokens * dimension or any(len(row) != len(vector) for row in weights):
        raise Broken("%s; allowed: Td = %d entries of the input and of each row" % (name(given), tokens * dimension))
    require(len(weights) > 0, "no first layer")
    opposite = [-entry for entry in vector]
    for row in weights:
        values = [sum(weight * entry for weight, entry in zip(row, at)) for at in (vector, opposite)]
        require(values[0] == values[1], "the first layer tells X from -X")
    require(
        subset == sorted(set(subset)) and len(subset) == sparsity and subset[-1] < tokens,
        "%s is no subset of %d tokens" % (subset, sparsity))
    longest = longest_token(given, vector)
    require(longest > 0, "the input is 0")
    ratio = rational(ratio)
    require(squared_target(given, vector, subset) == ratio * longest, "the squared ratio is not %s" % ratio)
    require(ratio * (2 * sparsity - 1) ** 2 >= 1, "%s is below 1/(2q-1)^2" % ratio)
    return given, weights, vector, ratio


def worst_case(value):
    """f(X, y) = f(-X, y) whatever follows the layer, while the targets are opposite and at least 1/(2q-1) long."""
    given, weights, _, ratio = first_layer(value)
    return "%s, %d rows, squared ratio %s" % (name(given), len(weights), ratio)


def constant_attained(value):
    """At rank Td - 1 there is a kernel in which no target is longer than 1/(2q-1)."""
    given, weights, vector, ratio = first_layer(value)
    tokens, dimension, sparsity = given
    require(rank(weights) == tokens * dimension - 1, "the rank is not Td - 1")
    require(ratio == Fraction(1, (2 * sparsity - 1) ** 2), "%s is not 1/(2q-1)^2" % ratio)
    longest = longest_token(given, vector)
    for subset in combinations(range(tokens), sparsity):
        require(squared_target(given, vector, subset) <= ratio * longest, "%s has a longer target" % (subset,))
    return "%s, squared ratio %s" % (name(given), ratio)


# MARK: - A7: what a query can select


def selection(value):
    """On the moment curve a query gives every y one score above all others, by the least gap stated."""
    tokens, sparsity, places, gap = fields(value, ["tokens", "sparsity", "places", "leastGap"])
    places, gap = items(places, rational), rational(gap)
    integer(tokens, 2), integer(sparsity, 1)
    if len(places) != tokens or sparsity >= tokens or choose(tokens, sparsity) > 100_000:
        raise Broken("T=%s q=%s, %d places" % (tokens, sparsity, len(places)))
    require(len(set(places)) == tokens, "two tokens have one place")
    positions = [[place ** power for power in range(1, 2 * sparsity + 1)] for place in places]
    least = None
    for subset in combinations(range(tokens), sparsity):
        polynomial = [Fraction(-1)]
        for token in subset:
            for _ in range(2):
                polynomial = times(polynomial, [-places[token], Fraction(1)])
        query = polynomial[1:]
        scores = [sum(a * b for a, b in zip(query, position)) for position in positions]
        inside = {scores[token] for token in subset}
        require(len(inside) == 1, "the scores of %s differ" % (subset,))
        outside = max(score for token, score in enumerate(scores) if token not in subset)
        found = min(inside) - outside
        least = found if least is None else min(least, found)
    require(least > 0, "a subset is not selected")
    require(least == gap, "the least gap is %s, not %s" % (least, gap))
    return "T=%d q=%d in R^%d, least gap %s" % (tokens, sparsity, 2 * sparsity, gap)


def obstacle(value):
    """No query selects y: scores are linear in positions, so sum c_i s_i = 0, which scores that select y contradict."""
    tokens, sparsity, task, subset, dependency = fields(
        value, ["tokens", "sparsity", "task", "subset", "dependency"])
    integer(tokens, 2), integer(sparsity, 1)
    if task not in ("evenly", "apart"):
        raise Broken("task %r; allowed: evenly or apart" % (task,))
    subset = items(subset, integer)
    terms = [
        (integer(token), rational(coefficient), items(position, rational))
        for token, coefficient, position in items(
            dependency, lambda entry: fields(entry, ["token", "coefficient", "position"]))]
    require(sparsity < tokens and len(subset) == sparsity == len(set(subset)), "y is no subset of q tokens")
    require(all(token < tokens for token in subset), "y has a token beyond T")
    if not terms or len({len(position) for _, _, position in terms}) != 1:
        raise Broken("a dependency of no positions, or of several widths")
    used = [token for token, _, _ in terms]
    require(len(set(used)) == len(used) and all(token < tokens for token in used), "a token twice, or beyond T")
    require(all(coefficient != 0 for _, coefficient, _ in terms), "a coefficient is 0")
    width = len(terms[0][2])
    needed = min(2 * sparsity, tokens - 1) if task == "evenly" else 2 * sparsity
    require(width < needed, "%d dimensions are enough" % width)
    require(sum(coefficient for _, coefficient, _ in terms) == 0, "the coefficients do not sum to 0")
    for place in range(width):
        total = sum(coefficient * position[place] for _, coefficient, position in terms)
        require(total == 0, "the positions do not cancel in coordinate %d" % (place + 1))
    sides = [
        {token for token, coefficient, _ in terms if coefficient * sign > 0} for sign in (1, -1)]
    chosen = set(subset)

    def forbids(side, other):
        # Evenly: one side scores as much as y's tokens do, the other less in sum. Apart: all of it is above the other side.
        if task == "evenly":
            return side <= chosen and not other <= chosen
        return side <= chosen and not other & chosen

    require(forbids(*sides) or forbids(*reversed(sides)), "the dependency does not forbid y = %s" % subset)
    return "T=%d q=%d in R^%d, %s, %d tokens" % (tokens, sparsity, width, task, len(terms))


# MARK: - D14: curvatures at the end of training


def curvatures(value):
    """The Hessian of R/2 in W at V = I, attention 1_y/q has these eigenvalues with these multiplicities.

    There R/2 given y changes by (d/2)|ds|^2, with ds = (l - mean l)/q on y for the logits l_t = sum_{i in y} W_ti.
    """
    given, parts, flat = fields(value, ["problem", "curvatures", "flatDirections"])
    given = tokens, dimension, sparsity = problem(given)
    if tokens > 10:
        raise Broken("%s; allowed: T <= 10" % name(given))
    size = tokens * tokens
    hessian = [[Fraction(0)] * size for _ in range(size)]
    count = 0
    for subset in combinations(range(tokens), sparsity):
        count += 1
        for first in subset:
            for second in subset:
                share = (first == second) - Fraction(1, sparsity)
                for i in subset:
                    for j in subset:
                        hessian[first * tokens + i][second * tokens + j] += share
    scale = Fraction(dimension, sparsity * sparsity * count)
    stated = [
        (rational(curvature), integer(directions, 1))
        for curvature, directions in items(parts, lambda part: fields(part, ["curvature", "directions"]))]
    stated.append((Fraction(0), integer(flat)))
    # Two families of directions may have one curvature.
    together = {}
    for curvature, directions in stated:
        together[curvature] = together.get(curvature, 0) + directions
    require(sum(together.values()) == size, "the directions are not T^2")
    for curvature, directions in sorted(together.items()):
        shifted = [
            [scale * entry - (curvature if row == column else 0) for column, entry in enumerate(line)]
            for row, line in enumerate(hessian)]
        require(size - rank(shifted) == directions, "%s has not %d directions" % (curvature, directions))
    return "%s, %d curvatures" % (name(given), len(stated) - 1)


# MARK: - D15: barriers of the gradient flow
#
# alpha' = P (1 - alpha P)/q - alpha delta^2/N, C' = d kappa alpha P delta [(1 - alpha P)/q + alpha delta/N],
# P = q/(q + N e^-C), delta = 1 - P: so delta' = -P delta C'. With w = (1 - alpha P)/delta, phi = alpha P = 1 - delta w.


def flow(value):
    """q, N, d kappa and their problem."""
    given, inverse_rate = value
    given = tokens, dimension, sparsity = problem(given)
    return given, Fraction(sparsity), Fraction(tokens - sparsity), Fraction(dimension, integer(inverse_rate, 1))


def omega(value):
    """The set Omega is not left, the bounds of C' and R hold in it, and a box lies in it.

    In terms of h = delta/P: delta = h/(1+h). On the wall w = B = (q/N) h (1+h), and w = s B inside, 0 <= s <= 1.
    """
    given, inverse_rate, odds, deviation = fields(value, ["problem", "inverseRate", "odds", "deviation"])
    given, q, n, rate = flow((given, inverse_rate))
    ratio = q / n
    h, u = [Fraction(0), Fraction(1)], [Fraction(1), Fraction(1)]
    # Above the least root of both (q/N) h (2 + 3h) = 1 and d kappa h = 1, which bound h in Omega.
    top = Fraction(1, 1)
    while ratio * top * (2 + 3 * top) <= 1:
        top *= 2
    low = Fraction(0)
    for _ in range(60):
        middle = (low + top) / 2
        low, top = (middle, top) if ratio * middle * (2 + 3 * middle) <= 1 else (low, middle)
    top = min(top, 1 / rate)

    # (1 + h) C' at w = s B, `d kappa phi h [s (q/N) h^2/q + phi h/N]` with phi = 1 - s rho and rho = (q/N) h^2: by powers of s.
    one, square = [Fraction(1)], times(h, h)
    rho = scaled(square, ratio)
    inside = [scaled(h, 1 / n), plus(scaled(square, ratio / q), scaled(times(rho, h), -1 / n))]
    scaled_speed = [
        scaled(times(h, part), rate)
        for part in (inside[0], plus(inside[1], scaled(times(rho, inside[0]), -1)), scaled(times(rho, inside[1]), -1))]

    def at(coefficients, s):
        total = [Fraction(0)]
        for power, coefficient in enumerate(coefficients):
            total = plus(total, scaled(coefficient, Fraction(s) ** power))
        return total

    # The wall w = 0: (1 + h) w' is h/N less (1 + h) C', to be (h/N)(1 - d kappa h), positive as d kappa h < 1.
    zero_wall = plus(scaled(h, 1 / n), scaled(at(scaled_speed, 0), -1))
    require(trimmed(zero_wall) == trimmed(times(scaled(h, 1 / n), [Fraction(1), -rate])), "the wall w = 0")
    # The wall w = B: (1+h)^2 (alpha P)' = (q/N) h^2/q - phi h^2/N + phi h (1+h) C';
    # (1+h) w' = -(1+h)^2 (alpha P)'/h + (q/N) h (1+h) C'; (1+h) B' = -(q/N)(1 + 2h) h (1+h) C'.
    phi = plus(one, scaled(rho, -1))
    wall_speed = at(scaled_speed, 1)
    fit = plus(
        scaled(square, ratio / q),
        plus(scaled(times(phi, square), -1 / n), times(times(phi, h), wall_speed)))
    outward = plus(
        scaled(lowered(fit, 1), -1),
        plus(
            scaled(times(h, wall_speed), ratio),
            scaled(times(times(h, [Fraction(1), Fraction(2)]), wall_speed), ratio)))
    require(has_sign(outward, top, -1), "the wall w = (q/N) h (1 + h)")

    # Bounds, each a polynomial of degree 2 in s that must not be negative: its Bernstein coefficients are not.
    best = scaled(square, rate / n)
    least = times(phi, phi)
    # R N/(d h^2) = s^2 rho + (1 - s rho)^2
    risk = [one, scaled(rho, -2), plus(rho, times(rho, rho))]
    bounds = {
        "C' <= K h^2": [plus(times(best, u), scaled(scaled_speed[0], -1))]
        + [scaled(part, -1) for part in scaled_speed[1:]],
        "C' >= K h^2 (1 - q h^2/N)^2/(1 + h)": [plus(scaled_speed[0], scaled(times(best, least), -1))]
        + scaled_speed[1:],
        "R <= d h^2/N": [plus(one, scaled(risk[0], -1))] + [scaled(part, -1) for part in risk[1:]],
        "R >= (d h^2/N)(1 - q h^2/N)^2": [plus(risk[0], scaled(least, -1))] + risk[1:],
    }
    for what, parts in bounds.items():
        bernstein = [parts[0], plus(parts[0], scaled(parts[1], Fraction(1, 2))), at(parts, 1)]
        require(all(is_nothing(part) or has_sign(part, top, 1) for part in bernstein), what)

    h_low, h_high = [binary(end) for end in fields(odds, ["lower", "upper"])]
    w_low, w_high = [binary(end) for end in fields(deviation, ["lower", "upper"])]
    require(0 < h_low <= h_high and 0 < w_low <= w_high, "the box has no inside, or w <= 0 in it")
    require(w_high < ratio * h_low * (1 + h_low), "w may be above (q/N) h (1 + h) in the box")
    require(ratio * h_high * (2 + 3 * h_high) < 1 and rate * h_high < 1, "h may be too large in the box")
    return "%s, 1/kappa = %d, h <= %.6g" % (name(given), inverse_rate, float(h_high))


def tube(value):
    """The flow crosses w = (q/N) delta (eta(delta) +- epsilon) inwards while delta <= offLimit, and delta falls."""
    given, inverse_rate, center, tubes = fields(value, ["problem", "inverseRate", "center", "tubes"])
    given, q, n, rate = flow((given, inverse_rate))
    center = items(center, binary)
    require(len(center) > 0, "no coefficients")
    stated = items(tubes, lambda entry: [binary(end) for end in fields(entry, ["epsilon", "offLimit"])])
    require(len(stated) > 0, "no tube")
    for epsilon, limit in stated:
        require(0 < epsilon and 0 < limit < 1, "epsilon and offLimit are not in (0, 1)")
        for sign in (1, -1):
            check_wall(center, sign * epsilon, limit, q, n, rate)
    return "%s, 1/kappa = %d, %d tubes up to delta = %s" % (
        name(given), inverse_rate, len(stated), max(limit for _, limit in stated))


def check_wall(center, shift, limit, q, n, rate):
    ratio = q / n
    eta = plus(center, [shift])
    x, on = [Fraction(0), Fraction(1)], [Fraction(1), Fraction(-1)]
    off = scaled(times(x, eta), ratio)  # w on the wall
    phi = plus([Fraction(1)], scaled(times(x, off), -1))
    # P C' = d kappa phi delta [P delta w/q + phi delta/N]
    speed = scaled(
        times(times(phi, x), plus(scaled(times(times(on, x), off), 1 / q), scaled(times(phi, x), 1 / n))), rate)
    # P alpha' = P^2 delta w/q - phi delta^2/N;  P (alpha P)' = P (P alpha') + phi delta (P C')
    alpha = plus(scaled(times(times(times(on, on), x), off), 1 / q), scaled(times(times(phi, x), x), -1 / n))
    product = plus(times(on, alpha), times(times(phi, x), speed))
    # P w' = -P (alpha P)'/delta + P w (P C');  the wall's: delta' = -delta (P C')
    deviation = plus(scaled(lowered(product, 1), -1), times(times(on, off), speed))
    slope = derivative(off)
    moved = scaled(times(times(times(on, slope), x), speed), -1)
    outward = plus(deviation, scaled(moved, -1))
    side = "upper" if shift > 0 else "lower"
    require(has_sign(phi, limit, 1) and has_sign(eta, limit, 1), "phi and eta are positive on the %s wall" % side)
    require(has_sign(outward, limit, -1 if shift > 0 else 1), "the flow does not cross the %s wall inwards" % side)


# MARK: - D17: the noise of samples with frozen attention


def misadjustment(value):
    """V under stochastic gradient descent, the attention frozen: its mean excess risk x over the least risk R*, exactly.

    The attention is on/m on y and off/m off it. A batch of B examples with fresh standard normal tokens and fresh subsets has
    the gradient G of half its mean squared error. `x -> keep x + noise` at this step, the excess stays at `misadjustment`, and
    at the step limit all of x is kept. Everything is linear or quadratic in V, so it holds for all V if it does at 0, at the
    unit matrices with both signs, and at the sums of two.
    """
    given, batch, on, off, scale, least, limit, step, keep, noise, excess = fields(value, [
        "problem", "batch", "on", "off", "bestScale", "leastRisk", "stepLimit", "step", "keep", "noise", "misadjustment"])
    given = tokens, dimension, sparsity = problem(given)
    integer(batch, 1), integer(on, 1), integer(off, 1)
    scale, least, limit, step, keep, noise, excess = [
        rational(number) for number in (scale, least, limit, step, keep, noise, excess)]
    if choose(tokens, sparsity) > 1000 or dimension > 4:
        raise Broken("%s; allowed: 1000 subsets, d <= 4" % name(given))
    whole_attention = sparsity * on + (tokens - sparsity) * off
    square = Fraction(sparsity * on ** 2 + (tokens - sparsity) * off ** 2, whole_attention ** 2)
    subsets = list(combinations(range(tokens), sparsity))
    places = range(dimension)

    def dot(a, b):
        return sum(x * y for x, y in zip(a, b))

    def moments(matrix):
        """R, E G and E |G|^2: z = X s and the error V z - X w are linear in the tokens, G_ij is the mean of error_i z_j."""
        risk, mean, one = Fraction(0), [Fraction(0)] * dimension ** 2, Fraction(0)
        for subset in subsets:
            read = [[Fraction(0)] * (tokens * dimension) for _ in places]
            error = [[Fraction(0)] * (tokens * dimension) for _ in places]
            for token in range(tokens):
                attention = Fraction(on if token in subset else off, whole_attention)
                for i in places:
                    read[i][token * dimension + i] = attention
                    for j in places:
                        error[i][token * dimension + j] += matrix[i * dimension + j] * attention
                    error[i][token * dimension + i] -= Fraction(token in subset, sparsity)
            for i in places:
                risk += dot(error[i], error[i])
                for j in places:
                    both = dot(error[i], read[j])
                    mean[i * dimension + j] += both
                    # E (e z)^2 of two normal numbers.
                    one += dot(error[i], error[i]) * dot(read[j], read[j]) + 2 * both ** 2
        count = len(subsets)
        mean = [entry / count for entry in mean]
        # Two different examples of a batch are independent.
        return risk / count, mean, one / count / batch + (1 - Fraction(1, batch)) * dot(mean, mean)

    def unit(*ones):
        return [Fraction(ones.count(place)) for place in range(dimension ** 2)]

    best = [scale * (place % (dimension + 1) == 0) for place in range(dimension ** 2)]
    at_best = moments(best)
    require(least > 0 and at_best[0] == least, "the risk at c I is %s, not %s" % (at_best[0], least))
    require(all(entry == 0 for entry in at_best[1]), "the mean gradient at c I is not 0")
    require(step ** 2 * at_best[2] * square / least == noise, "the noise of a step is not %s" % noise)
    single = [unit(place) for place in range(dimension ** 2)]
    double = [unit(first, second) for first, second in combinations(range(dimension ** 2), 2)]
    for matrix in [unit()] + single + [[-entry for entry in one] for one in single] + double:
        risk, mean, mean_square = moments(matrix)
        move = [entry - other for entry, other in zip(matrix, best)]
        length = dot(move, move)
        require(risk == least + square * length, "the risk is not R* + S |V - c I|^2")
        for eta, kept in [(step, keep), (limit, 1)]:
            moved = length - 2 * eta * dot(move, mean) + eta ** 2 * (mean_square - at_best[2])
            require(moved == kept * length, "a step of %s does not keep %s of |V - c I|^2" % (eta, kept))
    require(0 < step < limit and 0 <= keep < 1, "the step is not below the limit")
    require(excess == keep * excess + noise, "the excess %s does not stay" % excess)
    return "%s, batch %d, attention %d : %d, excess %s" % (name(given), batch, on, off, excess)


# MARK: - Exact linear algebra and polynomials


def rank(rows):
    """The rank of a matrix, by elimination in whole numbers."""
    matrix = [whole(row) for row in rows]
    found = 0
    columns = len(matrix[0]) if matrix else 0
    for column in range(columns):
        pivot = next((row for row in range(found, len(matrix)) if matrix[row][column] != 0), None)
        if pivot is None:
            continue
        matrix[found], matrix[pivot] = matrix[pivot], matrix[found]
        head = matrix[found]
        for row in range(found + 1, len(matrix)):
            factor = matrix[row][column]
            if factor != 0:
                matrix[row] = without_factor(
                    [head[column] * a - factor * b for a, b in zip(matrix[row], head)])
        found += 1
    return found


def whole(numbers):
    """Fractions times their common denominator."""
    denominator = 1
    for number in numbers:
        number = Fraction(number)
        denominator = denominator * number.denominator // gcd(denominator, number.denominator)
    return [int(Fraction(number) * denominator) for number in numbers]


def gcd(a, b):
    while b:
        a, b = b, a % b
    return abs(a)


def without_factor(row):
    factor = 0
    for entry in row:
        factor = gcd(factor, entry)
        if factor == 1:
            return row
    return row if factor == 0 else [entry // factor for entry in row]


def plus(p, q):
    size = max(len(p), len(q))
    return [(p[k] if k < len(p) else 0) + (q[k] if k < len(q) else 0) for k in range(size)]


def scaled(p, factor):
    return [entry * factor for entry in p]


def times(p, q):
    result = [Fraction(0)] * max(0, len(p) + len(q) - 1)
    for i, a in enumerate(p):
        if a != 0:
            for j, b in enumerate(q):
                result[i + j] += a * b
    return result


def derivative(p):
    return [k * entry for k, entry in enumerate(p)][1:]


def lowered(p, powers):
    """The polynomial over x^powers, which must divide it."""
    require(all(entry == 0 for entry in p[:powers]), "a polynomial that x does not divide")
    return p[powers:]


def trimmed(p):
    size = len(p)
    while size > 0 and p[size - 1] == 0:
        size -= 1
    return p[:size]


def is_nothing(p):
    return not trimmed(p)


def has_sign(p, end, sign):
    """Whether sign p(x) > 0 for all x in (0, end], by Horner's rule on intervals, halved where that does not tell.

    Powers of x in front are left out: they are positive.
    """
    p = trimmed(p)
    if not p:
        return False
    p = p[next(k for k, entry in enumerate(p) if entry != 0):]
    coefficients = [sign * entry for entry in whole(p)]
    if coefficients[0] <= 0:
        return False
    end = Fraction(end)
    waiting = [(0, 0)]
    while waiting:
        place, depth = waiting.pop()
        # x = end (place + [0, 1])/2^depth, all times its denominator.
        below = end.denominator << depth
        low, high = end.numerator * place, end.numerator * (place + 1)
        least, most, power = coefficients[-1], coefficients[-1], 1
        for coefficient in reversed(coefficients[:-1]):
            power *= below
            corner = coefficient * power
            least, most = (
                corner + (least * low if least >= 0 else least * high),
                corner + (most * high if most >= 0 else most * low))
        if least > 0:
            continue
        if most <= 0 or depth >= 24:
            return False
        waiting += [(2 * place, depth + 1), (2 * place + 1, depth + 1)]
    return True


# MARK: - The file

KINDS = {
    "spectrum": spectrum,
    "least widths": least_widths,
    "worst case": worst_case,
    "constant attained": constant_attained,
    "selection": selection,
    "obstacle": obstacle,
    "curvatures": curvatures,
    "set Omega": omega,
    "tube": tube,
    "misadjustment": misadjustment,
}


def certificates(path):
    """The entries of the file."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except UnicodeDecodeError as error:
        raise Broken("it is not UTF-8: %s" % error)

    def refused(word):
        raise Broken("%s is no number" % word)

    try:
        data = json.loads(text, parse_constant=refused)
    except (ValueError, RecursionError) as error:
        raise Broken("it is not JSON: %s" % error)
    schema, entries = fields(data, ["schema", "certificates"])
    if integer(schema) != 1:
        raise Broken("schema %d; allowed: 1" % schema)
    return items(entries, lambda entry: fields(entry, ["claim", "experiment", "repetition", "certificate"]))


def run(path, may_be_part):
    wrong = 0
    seen = set()
    entries = certificates(path)
    for claim, experiment, repetition, certificate in entries:
        kind, value = fields(certificate, ["kind", "object"])
        if kind not in KINDS:
            raise Broken("kind %r; allowed: %s" % (kind, ", ".join(KINDS)))
        seen.add(kind)
        try:
            print("holds  %s %s: %s" % (claim, kind, KINDS[kind](value)))
        except Wrong as error:
            wrong += 1
            print("WRONG  %s %s: %s, in %s, repetition %s" % (claim, kind, error, experiment, repetition))
        except Broken as error:
            raise Broken("%s %s, %s: %s" % (claim, kind, experiment, error))
    missing = [kind for kind in KINDS if kind not in seen]
    if not entries or (missing and not may_be_part):
        raise Broken("no certificate of the kind %s" % ", ".join(missing))
    print("%d certificates, %d wrong" % (len(entries), wrong))
    return 1 if wrong else 0


def main():
    words = sys.argv[1:]
    may_be_part = "--some" in words
    words = [word for word in words if word != "--some"]
    if len(words) > 1 or any(word.startswith("-") for word in words):
        print(__doc__, file=sys.stderr)
        return 64
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    path = words[0] if words else os.path.join(folder, "Report", "certificates.json")
    try:
        return run(path, may_be_part)
    except OSError as error:
        print("recheck.py: %s cannot be opened: %s" % (path, error.strerror), file=sys.stderr)
        return 66
    except Broken as error:
        print("recheck.py: %s: %s" % (path, error), file=sys.stderr)
        return 65


if __name__ == "__main__":
    sys.exit(main())
