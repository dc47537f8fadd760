/// Judges A6: the floor and its logit against the law with its next order, and trained layers against a target.
public struct A6FloorLawPredicate: Hashable, Sendable {
  /// The law at the problem and the width.
  public let law: A6FloorLaw

  /// The predicate of a law.
  public init(_ law: A6FloorLaw) { self.law = law }

  /// How far the floor over its leading order may lie from 1 - b/nu: `5 q^3/(2 nu^2) + crowding/10`.
  ///
  /// The first part is for the order after the next, which is .93, 9.3, 35, 93 and 212 over nu^2 at q = 1 .. 5, at most two
  /// thirds of it; the second for several outsiders. Both calibrated at T = 20, 256, 10^5, q = 1 .. 5, d_e = 24 .. 1024.
  public var riskBand: Double { orders + 0.1 * law.crowding }

  /// How far the logit over its leading order may lie from 1 + c/nu: `5 q^3/(2 nu^2) + crowding/5 + 1e-4`.
  ///
  /// The last part is what the search for the floor leaves; calibrated with the other.
  public var logitBand: Double { orders + 0.2 * law.crowding + 1e-4 }

  private var orders: Double {
    let q = Double(law.problem.sparsity)
    return 2.5 * q * q * q / (law.degrees * law.degrees)
  }

  /// Judges a floor; where the band is wider than a quarter the law is not yet reached, and nothing is said.
  public func judge(floor: Double) -> Verdict {
    judge(floor / law.risk, told: law.riskRatio, band: riskBand, "floor/law")
  }

  /// Judges the logit of a floor likewise.
  public func judge(logit: Double) -> Verdict {
    judge(logit / law.logit, told: law.logitRatio, band: logitBand, "logit/law")
  }

  private func judge(_ ratio: Double, told: Double, band: Double, _ name: String) -> Verdict {
    let text = "\(law.problem), R^\(law.width): \(name) = \(ratio), told \(told)"
    guard ratio.isFinite, ratio > 0, band <= 0.25 else {
      return .undecided(reason: "\(text), band \(band)")
    }
    return .within(band, deviation: ratio - told, text)
  }

  /// Judges the risk of a trained layer: at most a share of the trivial risk.
  public static func judge(risk: Double, atMost share: Double, of problem: Problem) -> Verdict {
    let reached = risk / problem.trivialRisk
    let text = "\(problem): risk \(reached) of the trivial one, target \(share)"
    guard reached.isFinite, share > 0, share < 1 else { return .undecided(reason: text) }
    return reached <= share
      ? .verified(margin: 1 - max(0, reached) / share) : .refuted(counterexample: text)
  }

  /// Judges that a trained layer is not below a floor; 5 % are allowed for the draws on which its risk is measured.
  public static func judge(risk: Double, atLeast floor: Double) -> Verdict {
    guard risk.isFinite, floor > 0, floor.isFinite else {
      return .undecided(reason: "risk \(risk), floor \(floor)")
    }
    return risk >= 0.95 * floor
      ? .verified(margin: 1 - 0.95 * floor / risk)
      : .refuted(counterexample: "risk \(risk) below the floor \(floor)")
  }
}

extension Claim {
  /// A6: the law of the dual query's floor.
  public static let a6FloorLaw = Claim(
    id: "A6",
    title: "The floor's law: width q log T with its constant, and layers that reach what it promises",
    statement: #"""
      On Gaussian positions in $\mathbb{R}^{d_e}$ with the dual query, $\nu = d_e - q + 1$, the least risk of $V = \alpha I$, $W = C I$ is $\frac{d}{q}(q+1)\,g\,\Pr(\gamma < 0)\left[1 - \frac{b}{\nu} + O(\nu^{-2})\right]$, at $C^* = \frac{\nu}{(q+1)a^*}\left[1 + \frac{c}{\nu} + O(\nu^{-2})\right]$. Here $g = \min_a G(a)$, $G(a) = \frac{a(1-a)\pi q^{-a}}{\sin \pi a}$, at $a^*$; $b = \frac{q-1}{2} a^{*2} s$, $c = 1 - \frac{(q-1) a^* t}{2s}$ with $s, t$ the second and third derivatives of $\ln G$ at $a^*$. So a share $\varepsilon$ of the trivial risk takes $d_e \approx 2 \ln\frac{N(q+1)g}{2\varepsilon} / \ln(1 + \frac{1}{q})$, and layers trained on samples at the width that the law sets for $\varepsilon/2$ reach $\varepsilon$.
      """#,
    assumptions: [
      "Positions are Gaussian and drawn anew for every example; the query is the dual one.",
      "The law is asymptotic in nu at a fixed T: it supposes that a token outside y that scores near 1 is alone.",
      "What training reaches is observed, not proved.",
    ],
    source: .derivedHere, grade: .observed,
    predicate:
      "The floor by quadrature over the law's leading order is 1 - b/nu within 5 q^3/(2 nu^2) + N ((q+2)/(q+1))^(-nu/2)/10, its logit 1 + c/nu within 5 q^3/(2 nu^2) + N ((q+2)/(q+1))^(-nu/2)/5 + 1e-4, bands calibrated up to T = 10^5; trained layers end at a tenth of the trivial risk at most, and no more than 5 % below the floor.",
    control:
      "Near misses: the leading order alone, a width one less told, q for q + 1, g and a* of q + 1, the limit of infinite C (1/g times the floor); layers trained at the width that the law sets for twice the target, and layers held against the floor there. Far off: one-hot positions at the law's logit.",
    proof: #"""
      Where attention fails, one token outside $y$ has a score near 1, where the score's density falls like $e^{-a u}$ in $u = C(\rho - 1)$, $a = \nu/((q+1)C)$. The mean of what it costs over the probability that it exceeds 1 is a Beta integral, $(q+1) G(a)$; $C$ is free, so $a$ is: $g$ is the least value. $\ln G$ is convex by the partial fractions of $\pi^2/\sin^2 \pi a$. The next order is what the density's curvature adds, taken at $a^*$.
      """#,
    thresholdsSetOn: "base seeds 101 to 105")
}
