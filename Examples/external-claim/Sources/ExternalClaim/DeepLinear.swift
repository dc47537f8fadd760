import Theory

/// The singular values of a linear network of two layers on whitened inputs, along its gradient flow.
///
/// For the loss `|A - W_2 W_1|^2/2`, a diagonal A of entries s and a start W_1 = W_2 = u_0^(1/2) I, every product u of two
/// weights obeys `u' = 2 u (s - u)`, so
/// ```
/// u(t) = s / (1 + (s/u_0 - 1) e^(-2 s t)).
/// ```
/// Proof. Both matrices stay diagonal and equal, w' = (s - w^2) w, and u = w^2. Source: Saxe, McClelland, Ganguli 2014.
enum DeepLinear {
  static func product(strength s: Double, start u: Double, time t: Double) -> Double {
    s / (1 + (s / u - 1) * Elementary.exp(-2 * s * t))
  }

  /// The allowed deviation of an integration of the full matrices by steps of 0.01 of order four.
  static let tolerance = 1e-7

  static func judge(_ seen: Double, _ stated: Double) -> Verdict {
    .within(tolerance, deviation: seen - stated, "product of the weights \(seen), by the formula \(stated)")
  }

  static let claim = Claim(
    id: "X1", title: "Singular values of a deep linear network",
    statement: #"From $W_1 = W_2 = \sqrt{u_0} I$ they are $u(t) = s/(1 + (s/u_0 - 1)e^{-2st})$."#,
    assumptions: ["Inputs are white.", "The start is a multiple of the identity."], source: .derivedHere,
    grade: .numerical, predicate: "Full matrices by Runge-Kutta steps, in a turned basis, within 1e-7.",
    control: "Near misses: s one part in 10^5 larger. Other world: one layer.")
}
