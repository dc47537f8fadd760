/// E P and E ||s||^2 of attention with W = C I on Gaussian positions and the dual query, by quadrature.
///
/// Divide all weights by e^C: a token of y weighs 1, one outside `Y_i = e^{C r g_i - C}`, with iid normal g and
/// `r^2 = q/chi^2_nu`, nu = d_e - q + 1 (A4). With `Z = q + sum_i Y_i`, `P = q/Z` and `||s||^2 = (q + sum_i Y_i^2)/Z^2`.
/// Since `1/Z = int_0^inf e^{-uZ} du` and `1/Z^2 = int_0^inf u e^{-uZ} du`, and given r the Y_i are independent,
/// ```
/// E P       = q E_r int e^{-uq} phi^N du,                                phi(u) = E e^{-uY},
/// E ||s||^2 = E_r int u e^{-uq} [ q phi^N + N phi^{N-1} psi ] du,        psi(u) = E Y^2 e^{-uY}.
/// ```
/// Three nested one-dimensional integrals, whatever T. Each is a trapezoid sum in a variable that makes the integrand
/// analytic in a strip and fast decaying (g, ln u, ln chi^2), where the sum converges exponentially: with the steps
/// chosen here an error of about e^-24. Source: derived here.
struct GaussianMoments {
  private let outside: Double
  private let sparsity: Double
  /// r and its probability.
  private let radii: [(value: Double, weight: Double)]
  /// ln u and the step between two of them.
  private let logScales: [Double]
  private static let scaleStep = 0.4

  /// Prepares for a problem and a width d_e >= q + 6.
  init(problem: Problem, width: Int) {
    outside = Double(problem.tokensOutside)
    sparsity = Double(problem.sparsity)
    radii = GaussianMoments.radii(sparsity: problem.sparsity, width: width)
    // e^-uq ends the integral above; below, what is left out is e^-25 of 1/Z, which is at least of order 1/T.
    let top = Elementary.log(50 / sparsity)
    let bottom = -25 - Elementary.log(outside + sparsity)
    let count = Int(((top - bottom) / GaussianMoments.scaleStep).rounded(.up))
    logScales = (0...count).map { top - Double($0) * GaussianMoments.scaleStep }
  }

  /// E P and E ||s||^2 at a logit C >= 0.
  func at(logit: Double) -> (mass: Double, square: Double) {
    var (mass, square) = (0.0, 0.0)
    for radius in radii {
      let given = conditional(logit: logit, spread: logit * radius.value)
      mass += radius.weight * given.mass
      square += radius.weight * given.square
    }
    return (mass, square)
  }

  /// The moments given r, C r being the standard deviation of the logits outside.
  private func conditional(logit: Double, spread: Double) -> (mass: Double, square: Double) {
    // e^{-u e^{spread g}} is analytic for |Im g| < pi/(2 spread). A spread above 40 is so rare that a coarser sum does.
    let step = 0.4 / min(max(spread, 2), 40)
    let count = Int((7.5 / step).rounded(.up))
    var nodes: [(weight: Double, value: Double)] = []
    var total = 0.0
    for index in -count...count {
      let g = Double(index) * step
      let weight = Elementary.exp(-0.5 * g * g)
      total += weight
      nodes.append((weight, Elementary.exp(spread * g - logit)))
    }
    var (mass, square) = (0.0, 0.0)
    for logScale in logScales {
      let u = Elementary.exp(logScale)
      var (phi, psi) = (0.0, 0.0)
      for node in nodes {
        let exponent = u * node.value
        // The nodes rise.
        if exponent > 700 { break }
        let term = node.weight * Elementary.exp(-exponent)
        phi += term
        psi += term * node.value * node.value
      }
      phi /= total
      psi /= total
      if !(phi > 0) { continue }
      let others = Elementary.exp((outside - 1) * Elementary.log(phi) - u * sparsity)
      mass += u * others * phi
      square += u * u * others * (sparsity * phi + outside * psi)
    }
    return (sparsity * GaussianMoments.scaleStep * mass, GaussianMoments.scaleStep * square)
  }

  /// Nodes in x = ln chi^2_nu, whose density is proportional to e^{nu x/2 - e^x/2}.
  private static func radii(sparsity: Int, width: Int) -> [(value: Double, weight: Double)] {
    let nu = Double(width - sparsity + 1)
    let mode = Elementary.log(nu)
    let step = min(0.2, 0.7 * (2 / nu).squareRoot())
    func density(_ index: Int) -> Double {
      let away = Double(index) * step
      // Relative to the mode: nu/2 (away - (e^away - 1)).
      return Elementary.exp(0.5 * nu * (away - Elementary.expm1(away)))
    }
    var places = [0]
    for direction in [1, -1] {
      var index = direction
      while density(index) > 1e-12 {
        places.append(index)
        index += direction
      }
    }
    places.sort()
    var total = 0.0
    for place in places { total += density(place) }
    return places.map { place in
      let square = Elementary.exp(mode + Double(place) * step)
      return ((Double(sparsity) / square).squareRoot(), density(place) / total)
    }
  }
}

extension GaussianPositionFlow {
  /// The risk `d [alpha^2 E ||s||^2 - 2 alpha E P/q + 1/q]` of V = alpha I, W = C I on Gaussian positions, dual query.
  ///
  /// - Throws: `TheoryError` unless q + 6 <= width <= 10^7, T <= 10^7, 0 <= logit <= 40 and alpha is finite.
  public static func risk(_ problem: Problem, width: Int, alpha: Double, logit: Double) throws(TheoryError)
    -> Double
  {
    guard width >= problem.sparsity + 6, width <= 10_000_000, problem.tokens <= 10_000_000 else {
      throw TheoryError(
        value: "width = \(width), \(problem)", rule: "sparsity + 6 <= width <= 10^7, tokens <= 10^7")
    }
    guard logit >= 0, logit <= 40, alpha.isFinite else {
      throw TheoryError(value: "alpha = \(alpha), logit = \(logit)", rule: "0 <= logit <= 40, alpha finite")
    }
    let (mass, square) = GaussianMoments(problem: problem, width: width).at(logit: logit)
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    return d * (alpha * alpha * square - 2 * alpha * mass / q + 1 / q)
  }
}
