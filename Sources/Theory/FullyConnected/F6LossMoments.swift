/// The law of the loss of F6's network, as far as deviations of its mean need it.
///
/// Given y, the error of output a is a sum over q of independent terms of mean 0: n_a leaks less their mean, n_a the number of
/// tokens kept, and m_a normal entries, m_a the number of tokens of y that are not.
extension F6HandMadeNetwork {
  /// The mean of the squared loss, exactly: `E L^2 = E_y [ (sum_a V_a)^2 + sum_a (2 V_a^2 + kappa_a) ]`.
  ///
  /// V_a is the variance `(n_a v + m_a)/q^2` of output a's error and `kappa_a = n_a (E (l - mu)^4 - 3 v^2)/q^4` its
  /// fourth cumulant, v the variance of a leak l.
  ///
  /// - Throws: `TheoryError` if the problem has more than 20,000 subsets.
  public func meanSquaredLoss() throws(TheoryError) -> Double {
    let moments = try leakMoments()
    let mean = moments[1]
    let variance = try leakVariance()
    let fourth =
      moments[4] - 4 * mean * moments[3] + 6 * mean * mean * moments[2] - 3 * mean * mean * mean * mean
    let unit = 1 / (Double(problem.sparsity) * Double(problem.sparsity))
    var square = 0.0
    let classes = try missingClasses()
    for (missing, share) in classes {
      var total = 0.0
      var spread = 0.0
      for component in 0..<problem.dimension {
        let kept = Double(kept(component))
        let term = unit * (kept * variance + Double(missing[component]))
        total += term
        spread += 2 * term * term + unit * unit * kept * (fourth - 3 * variance * variance)
      }
      square += share * (total * total + spread)
    }
    return square
  }

  /// The logarithm of `E e^{s (L - R)}`, for 0 <= s < q^2/(2T).
  ///
  /// As `e^{s e^2} = E e^{sqrt(2 s) g e}`, g ~ N(0, 1) independent of the error e, and the terms of e are independent,
  /// ```
  /// E e^{s L} = E_y prod_a E_g [ M(z)^{n_a} e^{m_a z^2/2} ],   z = sqrt(2 s) g/q,
  /// M(z) = E e^{z (l - mu)} = e^{-z mu} [ Q(-K) + e^{z^2/2 - z K} Q(K - z) ].
  /// ```
  /// The expectation over g is taken by the trapezoidal rule, whose error falls like `e^{-2 pi^2/h^2}` for this integrand:
  /// far below a rounding at step h = 1/8.
  ///
  /// - Throws: `TheoryError` if s is out of range or the problem has more than 20,000 subsets.
  public func logMoment(_ s: Double) throws(TheoryError) -> Double {
    let sparsity = Double(problem.sparsity)
    guard s >= 0, 2 * s * Double(problem.tokens) < sparsity * sparsity else {
      throw TheoryError(value: "s = \(s)", rule: "0 <= s < q^2/(2T)")
    }
    // E e^{s e_a^2} - 1 for each (n_a, m_a), kept small so that nothing cancels in the logarithm.
    var growth: [[Int]: Double] = [:]
    var total = 0.0
    for (missing, share) in try missingClasses() {
      var logarithm = -s * (try risk())
      for component in 0..<problem.dimension {
        let key = [kept(component), missing[component]]
        if growth[key] == nil { growth[key] = try excessMoment(s, kept: key[0], missing: key[1]) }
        logarithm += Elementary.log1p(growth[key]!)
      }
      total += share * Elementary.expm1(logarithm)
    }
    return Elementary.log1p(total)
  }

  /// `E e^{s e^2} - 1` for an output with so many kept tokens and missing ones.
  private func excessMoment(_ s: Double, kept: Int, missing: Int) throws(TheoryError) -> Double {
    let mean = try leakMoments()[1]
    let below = try GaussianTail.upper(-threshold)
    let scale = (2 * s).squareRoot() / Double(problem.sparsity)
    // The integrand's width is that of a normal density of variance 1/(1 - 2 s T/q^2).
    let reach = 9 / (1 - scale * scale * Double(problem.tokens)).squareRoot()
    let step = 0.125
    let count = Int(reach / step) + 1
    var sum = 0.0
    for index in -count...count {
      let g = Double(index) * step
      let z = scale * g
      let leak = try below + Elementary.exp(z * z / 2 - z * threshold) * GaussianTail.upper(threshold - z)
      let logarithm = Double(kept) * (Elementary.log(leak) - z * mean) + Double(missing) * z * z / 2
      sum += step * GaussianTail.density(g) * Elementary.expm1(logarithm)
    }
    return sum
  }

  /// How many tokens of y each output misses, with the share of the subsets for which that is so.
  private func missingClasses() throws(TheoryError) -> [([Int], Double)] {
    let count = Double(try Subsets.count(of: problem, limit: 20_000))
    var classes: [[Int]: Int] = [:]
    var order: [[Int]] = []
    for subset in Subsets(of: problem) {
      let missing = (0..<problem.dimension).map { component in
        let kept = kept(component)
        return subset.count { $0 >= kept }
      }
      if classes[missing] == nil { order.append(missing) }
      classes[missing, default: 0] += 1
    }
    return order.map { ($0, Double(classes[$0]!) / count) }
  }
}
