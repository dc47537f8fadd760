/// Attention and a fully connected network of equally many parameters, trained on equally many samples.
///
/// An attention layer has `d^2 + d_e^2` parameters, V and W. Each trained model is held against its own theory: the
/// layer against the flow on a random orthonormal frame at time t = step size * steps (D2), corrected by the law of its
/// steps and its noise (D12), the network against LB(m)
/// for its first-layer width m < Td (F2, F10), which no training, sample or further layer can pass.
///
/// A network with m >= Td is not so bound and learns the task; with one hidden layer at d = q = 2 it has about four times
/// as many parameters as one with m = Td/4. Source: derived here.
public enum S2TrainedPairs {
  /// The width d_e with which an attention layer has as many parameters as asked for, or up to 2 d_e fewer.
  ///
  /// - Throws: `TheoryError` unless the parameters suffice for d_e = T, or if they exceed 2^50.
  public static func positionDimension(problem: Problem, parameters: Int) throws(TheoryError) -> Int {
    let fixed = problem.dimension * problem.dimension
    guard parameters <= 1 << 50, parameters - fixed >= problem.tokens * problem.tokens else {
      throw TheoryError(
        value: "parameters = \(parameters)", rule: "d^2 + T^2 <= parameters <= 2^50 at \(problem)")
    }
    var width = Int(Double(parameters - fixed).squareRoot())
    if width * width > parameters - fixed { width -= 1 }
    return width
  }
}

/// Judges S2: each of two trained models follows its own theory, and attention passes below the network's bound.
///
/// That the network's risk is at least LB(m) is a theorem (F2), whatever the training. That it ends close to LB(m), and
/// the layer close to the flow, is an observation about training with stated bands:
///
/// - Attention, from the noise law: ten standard deviations of one layer's risk, and four times the square of the excess
///   for the next order, as D7 and D12 allow.
/// - The network, from LB(m) to 8 % above it at T = 8 and to 15 % above it beyond. At T = 8 four neurons can end in a
///   local minimum, the worst known at 17 %; three trainings out of three ended 5.8 % above LB(m) once in 55, so there
///   are six. Longer sequences take more samples than these to learn what m neurons can keep: up to 6.8 % was seen at
///   T = 16, 8.1 % at T = 24, 8.2 % at T = 32, and 0.8 % at T = 32 after four times as many. The first layer is not
///   at fault, its certificate meets LB(m) far closer.
///
/// The network's bands at m = T/2 were set on base seeds 101 to 110, with such figures in view; these are the extremes
/// of 55 pairs at each length, eleven base seeds. At worst the network had learned 78 % of `d/q - LB(m)`, what m neurons allow, at T = 32.
///
/// The trainings of either model are compared on other samples than those on which the best one is judged. The network's
/// risk is to be estimated as the mean of `loss - |l|^2` plus the enumerated certificate (`CertificateSums`), which is unbiased
/// whatever the network is.
public struct S2TrainedPairsPredicate: Hashable, Sendable {
  /// The risk predicted for the attention layer.
  public let attention: Double
  /// The risk predicted for the network, LB(m), as if the bound were met.
  public let network: Double
  /// The allowed relative distance of the layer's risk from the prediction, to either side.
  public let attentionBand: Double
  /// The allowed relative excess of the network's risk over the prediction.
  public let networkBand: Double

  /// The predicate with both predictions and bands.
  public init(attention: Double, network: Double, attentionBand: Double, networkBand: Double) {
    (self.attention, self.network) = (attention, network)
    (self.attentionBand, self.networkBand) = (attentionBand, networkBand)
  }

  /// The band of the attention layer's risk, relative to the noise law's mean, for a mean over a number of draws.
  public static func attentionBand(_ law: NoisyDescentState, draws: Int) -> Double {
    (10 * law.risk.standardDeviation(draws: draws) + 4 * law.excess * law.excess * law.quiet.risk)
      / law.risk.mean
  }

  /// The band of the network's risk at a length: 8 % for T <= 8, 15 % beyond.
  public static func networkBand(tokens: Int) -> Double { tokens <= 8 ? 0.08 : 0.15 }

  /// The share of d/q at or below which a network with m = Td ends at T = 8 and 16.
  ///
  /// Twice and more of the largest seen on base seeds 101 to 103: 1.3 % of d/q at T = 8, 8.4 % at T = 16.
  public static let freeShare = 0.2

  /// Judges that the layer's risk follows its law, within the band; the margin is the band's unused share.
  public func judge(attentionRisk: Double) -> Verdict {
    .within(
      attentionBand * attention, deviation: attentionRisk - attention,
      "attention: risk \(attentionRisk), predicted \(attention)")
  }

  /// Judges that the network's risk is not below LB(m), with its estimate's standard error.
  ///
  /// Refuted if it is below by five standard errors (and 1e-9 of it, for rounding); undecided if five standard errors exceed
  /// half the band.
  public func judge(notBelow risk: Double, standardError: Double) -> Verdict {
    guard let error = error(risk, standardError) else { return undecided(risk, standardError) }
    if risk < network * (1 - 1e-9) - error { return .refuted(counterexample: text(risk, standardError)) }
    if error > 0.5 * networkBand * network { return undecided(risk, standardError) }
    return .verified(margin: risk > network ? 1 - network / risk : 0)
  }

  /// Judges that the network's risk is at most the band above LB(m), with its estimate's standard error.
  ///
  /// Refuted if it is above by five standard errors more than is allowed; undecided if five standard errors exceed half the
  /// band. The margin is the unused share of the band.
  public func judge(near risk: Double, standardError: Double) -> Verdict {
    guard let error = error(risk, standardError) else { return undecided(risk, standardError) }
    let allowed = networkBand * network
    if risk - error > network + allowed { return .refuted(counterexample: text(risk, standardError)) }
    if error > 0.5 * allowed { return undecided(risk, standardError) }
    return .within(allowed + error, deviation: max(0, risk - network), text(risk, standardError))
  }

  /// Judges that a network that no bound holds back, m >= Td, ends at or below an allowed risk.
  public func judge(freeRisk risk: Double, standardError: Double, allowed: Double) -> Verdict {
    guard let error = error(risk, standardError), error <= allowed else {
      return undecided(risk, standardError)
    }
    return .within(allowed, deviation: max(0, risk), text(risk, standardError))
  }

  private func error(_ risk: Double, _ standardError: Double) -> Double? {
    let error = 5 * standardError
    return risk.isFinite && network.isFinite && error >= 0 && error.isFinite ? error : nil
  }

  private func text(_ risk: Double, _ standardError: Double) -> String {
    "network: risk \(risk) +- \(standardError), predicted \(network)"
  }

  private func undecided(_ risk: Double, _ standardError: Double) -> Verdict {
    .undecided(reason: text(risk, standardError))
  }

  /// Judges that the layer's risk is below LB(m); the margin is `1 - risk / LB(m)`.
  public func judge(separating attentionRisk: Double) -> Verdict {
    guard attentionRisk >= 0, attentionRisk.isFinite, network > 0, network.isFinite else {
      return .undecided(reason: "attention: risk \(attentionRisk), bound \(network)")
    }
    if attentionRisk >= network {
      return .refuted(counterexample: "attention's risk \(attentionRisk) is not below \(network)")
    }
    return .verified(margin: 1 - attentionRisk / network)
  }
}

extension Claim {
  /// S2: trained pairs.
  public static let s2TrainedPairs = Claim(
    id: "S2", title: "Trained side by side, attention and a network each follow their own theory",
    statement: #"""
      With as many parameters, as many samples and the same choice among as many trainings, an attention layer on positions drawn anew ends at the flow's risk with the correction of the noise law, and a fully connected network with first-layer width $m = T/2 < Td$ at $\mathrm{LB}(m)$ or a little above, never below, for $T = 8, 16, 24, 32$: attention learns the task and this network does not. A network with $m = Td$ is not held back: at $T = 8$ and $16$ it ends at or below 20 % of $d/q$, with four times as many parameters, and attention with as many follows its own law.
      """#,
    assumptions: [
      "Attention: stochastic gradient descent, steps 0.5, 1, 2, orthonormal frames in $d_e$ dimensions, $d^2 + d_e^2$ parameters.",
      "Network: one hidden layer of $T/2$, or $Td$, GELU neurons, Adam, first steps 0.04, 0.06, 0.09 on half a cosine.",
      "Both: $d = q = 2$, $\\max(2000, 125 T)$ steps of batch 256 (four times as many in thorough runs), a start and samples of its own for each step size, at T = 8 two; of the trainings the one with the least risk counts, on samples that do not judge it.",
    ],
    source: .derivedHere, grade: .observed,
    predicate:
      "The layer's risk is within ten standard deviations of the noise law's mean (and four times the square of the law's excess) and below LB(m); the network's, estimated as the mean of loss - |l|^2 plus the enumerated certificate, is not below LB(m) by five standard errors and at most 1.08 LB(m) at T = 8, 1.15 LB(m) beyond; with m = Td it is at most the stated share of d/q.",
    control:
      "LB for one neuron fewer at T = 8 and half as many beyond, and for half as many more; the noise law after a quarter more steps; LB(m) divided by 1000; a tenth of the risk allowed at m = Td. And, far off, the predictions swapped.",
    proof: #"""
      That the network's risk is at least $\mathrm{LB}(m)$ is F2, whatever the training; that attention follows the flow of D2 up to the noise law of D12 is derived there. That both end where they do is observed.
      """#,
    thresholdsSetOn: "base seeds 101 to 110 at m = T/2, 101 to 103 at m = Td")
}
