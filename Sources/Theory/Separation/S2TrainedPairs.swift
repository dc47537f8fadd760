/// Attention and a fully connected network of equally many parameters, trained on equally many samples.
///
/// An attention layer has `d^2 + d_e^2` parameters, V and W. Each trained model is held against its own theory: the
/// layer against the flow on a random orthonormal frame at time t = step size * steps (D2), the network against LB(m)
/// for its first-layer width m < Td (F2, F10), which no training, sample or further layer can pass. Source: derived here.
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
public struct S2TrainedPairsPredicate: Hashable, Sendable {
  /// The risk predicted for the attention layer.
  public let attention: Double
  /// The risk predicted for the network, LB(m), as if the bound were met.
  public let network: Double
  /// The allowed relative distance of the layer's risk from the prediction, to either side.
  public let attentionBand: Double
  /// The allowed relative excess of the network's risk over the prediction.
  public let networkBand: Double

  /// The predicate with both predictions.
  ///
  /// The layer's band, 15 %, holds the noise of samples (about 1 % at these steps, D12) and the effect of a finite step
  /// (D6). The network's, 25 %, holds what equal samples leave untrained: 512,000
  /// are few for it at T = 32.
  public init(attention: Double, network: Double, attentionBand: Double = 0.15, networkBand: Double = 0.25) {
    (self.attention, self.network) = (attention, network)
    (self.attentionBand, self.networkBand) = (attentionBand, networkBand)
  }

  /// Judges the risks of a trained pair; the network's with the standard error of its estimate.
  public func judge(attentionRisk: Double, networkRisk: Double, standardError: Double) -> Verdict {
    let error = 5 * standardError
    let text = "network: risk \(networkRisk) +- \(standardError), predicted \(network)"
    let allowed = networkBand * network
    if networkRisk < network - error || networkRisk - error > network + allowed {
      return .refuted(counterexample: text)
    }
    guard error >= 0, error <= 0.5 * allowed else { return .undecided(reason: text) }
    let below: Verdict =
      attentionRisk < network
      ? .verified(margin: 1 - attentionRisk / network)
      : .refuted(counterexample: "attention's risk \(attentionRisk) is not below \(network)")
    return .all([
      .within(
        attentionBand * attention, deviation: attentionRisk - attention,
        "attention: risk \(attentionRisk), predicted \(attention)"),
      .within(allowed + error, deviation: max(0, networkRisk - network), text),
      attentionRisk.isFinite ? below : .undecided(reason: "attention's risk \(attentionRisk)"),
    ])
  }
}

extension Claim {
  /// S2: trained pairs.
  public static let s2TrainedPairs = Claim(
    id: "S2", title: "Trained side by side, attention and a network each follow their own theory",
    statement: #"""
      With as many parameters, the same samples and the same choice of three step sizes, an attention layer on positions drawn anew ends at the flow's risk, and a fully connected network with first-layer width $m = T < Td$ at $\mathrm{LB}(m)$, however $T$ grows: attention learns the task and the network does not.
      """#,
    assumptions: [
      "Attention: stochastic gradient descent, steps 0.5, 1, 2, orthonormal frames in $d_e$ dimensions, $d^2 + d_e^2$ parameters.",
      "Network: ReLU hidden layers of widths $(T, 64)$, Adam, first steps 0.002, 0.004, 0.008 on half a cosine.",
      "Both: batch 256, as many steps; of the three runs the one with the least risk counts.",
    ],
    source: .derivedHere, grade: .observed,
    predicate:
      "The layer's risk is within 15 % of the flow's, the network's between LB(m) and 1.25 LB(m), and the layer's below LB(m).",
    control: "The predictions swapped: LB(m) for the layer, the flow's risk for the network.")
}
