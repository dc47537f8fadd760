/// Judges D22's trained layers: how near they are to one curve in the plane of (alpha, C), and how the risk falls with the steps.
///
/// The curve is A2's best alpha, alpha*(C), with the least risk R*(C); D4's flow runs along it, with t R -> 1/(2 kappa): the
/// risk falls like one over the steps. Thresholds are margins on what was seen, see the claim.
public struct D22AdamPredicate: Hashable, Sendable {
  /// How a layer is trained.
  public enum Method: String, Hashable, Sendable, Codable {
    /// By Adam.
    case adam = "Adam"
    /// By stochastic gradient descent.
    case gradientDescent = "gradient descent"
  }

  /// The relative distance from 2 allowed to Adam's C where alpha first is 1.
  public static let riseBand = 0.35
  /// The largest C allowed to gradient descent there.
  public static let largestRise = 0.7
  /// The relative distance from the best alpha allowed late.
  public static let alphaBand = 0.03
  /// The relative excess over the least risk at its C allowed late.
  public static let riskBand = 0.25
  /// The relative norm off the family allowed late.
  public static let familyBand = 0.06
  /// The exponent of the steps that parts Adam from gradient descent, D4's 1 and as much again allowed to D4's approach.
  public static let exponent = 1.3

  /// How the layer was trained.
  public let method: Method
  /// C' of sign descent that is told.
  public let speed: Double

  /// The predicate for a method; C' = 2 unless another is told.
  public init(_ method: Method, speed: Double = 2) { (self.method, self.speed) = (method, speed) }

  /// Judges C where alpha first is 1: sign descent, whose alpha moves by 1 in a unit of time, has C = C' there.
  public func judge(rise logit: Double) -> Verdict {
    switch method {
    case .adam:
      .within(
        Self.riseBand, deviation: logit / speed - 1, "C = \(logit) where alpha is 1, sign descent \(speed)")
    case .gradientDescent: Self.judge(logit, atMost: Self.largestRise, "C where alpha is 1")
    }
  }

  /// Judges the largest |alpha/alpha*(C) - 1| of late looks.
  public func judge(alphaOffCurve share: Double) -> Verdict {
    Self.judge(share, atMost: Self.alphaBand, "alpha off its curve")
  }

  /// Judges the largest R/R*(C) - 1 of late looks, which is nowhere negative.
  public func judge(excess: Double) -> Verdict {
    Self.judge(excess, atMost: Self.riskBand, "excess over the curve's risk")
  }

  /// Judges the largest part of V or of W off its family of late looks, over the part on it.
  public func judge(offFamily share: Double) -> Verdict {
    Self.judge(share, atMost: Self.familyBand, "off the family")
  }

  /// Judges p, the risk falling like steps^-p over the last halving of the steps: above 1.3, or within 0.3 of D4's 1.
  public func judge(exponent: Double) -> Verdict {
    switch method {
    case .adam:
      guard exponent.isFinite else { return .undecided(reason: "exponent \(exponent)") }
      return exponent >= Self.exponent
        ? .verified(margin: 1 - Self.exponent / exponent)
        : .refuted(counterexample: "the risk falls like steps^-\(exponent), not faster than \(Self.exponent)")
    case .gradientDescent:
      return .within(Self.exponent - 1, deviation: exponent - 1, "exponent \(exponent), D4's 1")
    }
  }

  private static func judge(_ value: Double, atMost bound: Double, _ name: String) -> Verdict {
    guard value.isFinite, value >= 0 else { return .undecided(reason: "\(name): \(value)") }
    return value <= bound
      ? .verified(margin: 1 - value / bound) : .refuted(counterexample: "\(name): \(value) exceeds \(bound)")
  }
}

/// Judges D22's sign descent against its two-cycle.
public struct D22SignDescentPredicate: Hashable, Sendable {
  /// The stall that is told.
  public let stall: SignDescentStall
  /// Rounding of sums of a few thousand steps, each within 2^-52 of numbers below 10.
  public static let rounding = 1e-9

  /// The predicate of a stall.
  public init(_ stall: SignDescentStall) { self.stall = stall }

  /// Judges the largest distance of the logits from 2 eta (k - 1) before the stall, or of W from C (I - 11^T/2) and V from
  /// alpha I at any time.
  public func judge(distance: Double, _ name: String) -> Verdict {
    .within(Self.rounding, deviation: distance, name)
  }

  /// Judges the largest logit: within 4 eta above the stall's, plus a shift in a control.
  public func judge(largestLogit logit: Double, later steps: Double = 0) -> Verdict {
    let eta = stall.stepSize
    return Self.judge(
      logit - steps * eta, stall.logitOfStall, stall.logitOfStall + 4 * eta, "largest logit")
  }

  /// Judges the risk at the upper point, over a factor that is 1 but in a control.
  public func judge(upperRisk risk: Double, over factor: Double = 1) -> Verdict {
    Self.judge(risk / factor, stall.upperRisk.least, stall.upperRisk.most, "risk at the upper point")
  }

  /// Judges the risk at the lower point likewise.
  public func judge(lowerRisk risk: Double, over factor: Double = 1) -> Verdict {
    Self.judge(risk / factor, stall.lowerRisk.least, stall.lowerRisk.most, "risk at the lower point")
  }

  private static func judge(_ value: Double, _ least: Double, _ most: Double, _ name: String) -> Verdict {
    let middle = 0.5 * (least + most)
    return .within(
      0.5 * (most - least) + rounding * middle, deviation: value - middle,
      "\(name) \(value), told \(least) to \(most)")
  }
}

extension Claim {
  /// D22: attention trained by Adam.
  public static let d22Adam = Claim(
    id: "D22", title: "Adam takes another way to the same curve; the signs alone end in a two-cycle",
    statement: #"""
      On fresh samples and one-hot positions Adam keeps $V$ and $W$ near their families. It sets out as sign descent does, with $C \approx 2$ where $\alpha$ first is 1 (gradient descent: below 0.7); then, like gradient descent, it follows the curve $\alpha^*(C)$, $R^*(C)$ of A2, but faster than D4's clock: over the last halving of its steps its risk falls by more than $2^{1.3}$, where D4 has 2. No constant of it is claimed. Sign descent itself, with exact gradients and $\eta = \frac{1}{n}$, has $C = 2\eta(k-1)$ after $k$ steps, until with $k_0 = \lceil T/q \rceil - 1$ it ends in a two-cycle whose risks are $\frac{d k_0^2}{T}\eta^2$ and $d\left(\frac{k_0^2}{T} - \frac{2k_0}{T} + \frac{1}{q}\right)\eta^2$ to leading order.
      """#,
    assumptions: [
      "One-hot positions, start from zero, batch 64, Adam with 0.9, 0.999 and a constant step size of 0.005 or 0.01.",
      "The two-cycle supposes 1 - k_0 q/T >= 4 eta k_0 (T-q)/T. That it is reached, at this k_0, is proved as eta -> 0 where q does not divide T, and seen elsewhere.",
    ],
    source: .derivedHere, grade: .observed,
    predicate:
      "Every layer: where alpha first is 1, C is within 35 % of 2; from 15 % of the steps on alpha is within 3 % of alpha*(C), the risk within 25 % of R*(C) and the norms off the families within 6 %; over the last halving of the steps the risk falls with an exponent of 1.3 or more; it ends at 1 % of the trivial risk at most. By gradient descent C is at most 0.7 where alpha is 1 and the exponent within 0.3 of 1. Sign descent of the full matrices with exact gradients (numerical): C = 2 eta (k - 1) and W = C (I - 11^T/2) to 1e-9, the largest logit and both risks of the cycle in their intervals.",
    control:
      "Near misses: C' = 5 told; the curve at C + 0.3 and at C - 0.6; batches of 2; a tenth of the steps; gradient descent's layers for the exponent, and Adam's for D4's; for the signs C' larger by 1e-6, a stall six steps later, risks 1 and 20 % larger, a start 1/1000 off the family. Far off: gradient descent's layers held against Adam's beginning.",
    proof: #"""
      On the family the gradient in $W$ is $-c(I - \frac{1}{T}\mathbf{1}\mathbf{1}^\top)$, so the signs move $W$ by $\eta(2I - \mathbf{1}\mathbf{1}^\top)$: by $2\eta$ in $C$ and a part that no softmax sees. Close to the end $\alpha$ passes between two points of its grid around $\alpha^* \approx 1 + \delta$, and $C$ falls where $\alpha > \alpha_c \approx 1 + \delta\frac{T}{N}$: once the upper point $1 + k\eta$ is there, both move to and fro. The largest $k$ with $\frac{kN}{T} > k - 1$ comes first. What Adam reaches is observed, not proved.
      """#,
    thresholdsSetOn: "base seeds 101 to 105")
}
