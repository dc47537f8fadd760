/// E P and E ||s||^2 of attention with W = C I on Gaussian positions and the dual query, by quadrature.
///
/// Divide all weights by e^C: a token of y weighs 1, one outside `Y_i = e^{C r g_i - C}`, with iid normal g and
/// `r^2 = q/chi^2_nu`, nu = d_e - q + 1 (A4). With `Z = q + sum_i Y_i`, `P = q/Z` and `||s||^2 = (q + sum_i Y_i^2)/Z^2`.
/// Since `1/Z = int_0^inf e^{-uZ} du` and `1/Z^2 = int_0^inf u e^{-uZ} du`, and given r the Y_i are independent,
/// ```
/// E P       = q E_r int e^{-uq} phi^N du,                                phi = E e^{-uY},
/// E ||s||^2 = E_r int u e^{-uq} [ q phi^N + N phi^{N-1} psi ] du,        psi = E Y^2 e^{-uY}.
/// ```
/// With v = u e^{-C} and the spread sigma = C r of the logits outside, phi and u^2 psi depend on (v, sigma) alone
/// (`GaussianOutsiders`), not on C. So the outer integral is a trapezoid sum over ln sigma at places that all C share:
/// what is known at one spread serves every C, and the radius ln chi^2 = ln q + 2 ln C - 2 ln sigma only weights it.
/// The density of ln chi^2 falls like (chi^2)^{nu/2}, by e^{-nu/2} for each e of chi^2: narrow widths need no more than
/// a longer sum. It is cut where it is 1e-14 of its mode.
///
/// Every sum is a trapezoid sum in a variable that makes the integrand analytic in a strip and fast decaying, where it
/// converges exponentially. Source: derived here.
struct GaussianMoments {
  private let sparsity: Double
  private let degrees: Double
  private let radiusStep: Double
  private let grid: GaussianOutsiders.Grid
  private var known: [Int: GaussianOutsiders] = [:]

  /// Prepares for a problem, a width d_e >= q + 1 and logits up to the largest; halved steps serve tests of accuracy.
  init(problem: Problem, width: Int, largestLogit: Double, refinement: Double = 1) {
    sparsity = Double(problem.sparsity)
    degrees = Double(width - problem.sparsity + 1)
    radiusStep = min(0.2, 0.7 * (2 / degrees).squareRoot()) / refinement
    grid = GaussianOutsiders.Grid(problem: problem, largestLogit: largestLogit, step: 0.3 / refinement)
  }

  /// E P and E ||s||^2 at a logit C, 0 <= C <= largestLogit.
  mutating func at(logit: Double) -> (mass: Double, square: Double) {
    if logit == 0 {
      let tokens = grid.outside + sparsity
      return (sparsity / tokens, 1 / tokens)
    }
    let scales = scales(logit)
    let mode = Elementary.log(sparsity / degrees) / 2 + Elementary.log(logit)
    let middle = Int((2 * mode / radiusStep).rounded())
    var (mass, square, total) = (0.0, 0.0, 0.0)
    for direction in [1, -1] {
      var index = direction == 1 ? middle : middle - 1
      while true {
        let logSpread = 0.5 * radiusStep * Double(index)
        let weight = density(2 * (mode - logSpread))
        if weight < 1e-14 { break }
        let given = conditional(outsiders(index), scales)
        mass += weight * given.mass
        square += weight * given.square
        total += weight
        index += direction
      }
    }
    return (mass / total, square / total)
  }

  /// The density of ln chi^2_nu at a distance from its mode ln nu, relative to the mode: `e^{nu/2 (away + 1 - e^away)}`.
  private func density(_ away: Double) -> Double {
    Elementary.exp(0.5 * degrees * (away - Elementary.expm1(away)))
  }

  private mutating func outsiders(_ index: Int) -> GaussianOutsiders {
    if let found = known[index] { return found }
    let made = GaussianOutsiders(grid, spread: Elementary.exp(0.5 * radiusStep * Double(index)))
    known[index] = made
    return made
  }

  /// u q e^{-uq}, u^2 q e^{-uq} and e^{-uq} at the places of v, times the step.
  private func scales(_ logit: Double) -> (first: [Double], second: [Double], bare: [Double]) {
    var (first, second, bare): ([Double], [Double], [Double]) = ([], [], [])
    for place in grid.places {
      let u = Elementary.exp(grid.step * Double(place) + logit)
      let decay = u * sparsity < 700 ? grid.step * Elementary.exp(-u * sparsity) : 0
      first.append(u * sparsity * decay)
      second.append(u * u * sparsity * decay)
      bare.append(decay)
    }
    return (first, second, bare)
  }

  private func conditional(
    _ outsiders: GaussianOutsiders, _ scales: (first: [Double], second: [Double], bare: [Double])
  ) -> (mass: Double, square: Double) {
    var (mass, square) = (0.0, outsiders.far)
    for k in outsiders.none.indices {
      mass += scales.first[k] * outsiders.none[k]
      square += scales.second[k] * outsiders.none[k] + scales.bare[k] * outsiders.one[k]
    }
    return (mass, square)
  }
}

extension GaussianPositionFlow {
  /// The risk `d [alpha^2 E ||s||^2 - 2 alpha E P/q + 1/q]` of V = alpha I, W = C I on Gaussian positions, dual query.
  ///
  /// - Throws: `TheoryError` unless q + 2 <= width <= 10^7, T <= 10^7, 0 <= logit <= 40 and alpha is finite.
  public static func risk(_ problem: Problem, width: Int, alpha: Double, logit: Double) throws(TheoryError)
    -> Double
  {
    try check(problem, width: width)
    guard logit >= 0, logit <= 40, alpha.isFinite else {
      throw TheoryError(value: "alpha = \(alpha), logit = \(logit)", rule: "0 <= logit <= 40, alpha finite")
    }
    var moments = GaussianMoments(problem: problem, width: width, largestLogit: logit)
    let (mass, square) = moments.at(logit: logit)
    let (d, q) = (Double(problem.dimension), Double(problem.sparsity))
    return d * (alpha * alpha * square - 2 * alpha * mass / q + 1 / q)
  }
}
