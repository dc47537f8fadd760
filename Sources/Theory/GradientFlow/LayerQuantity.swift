/// One quantity of a layer, trained or of the flow.
public enum LayerQuantity: String, Hashable, Sendable, CaseIterable {
  /// alpha = tr(V)/d.
  case alpha
  /// The logit C.
  case logit = "C"
  /// The mass P on the subset.
  case massOnSubset = "P"
  /// The risk R.
  case risk = "R"

  /// What a state of the flow, or of descent without noise, has.
  public func value(_ state: FlowState) -> Double {
    switch self {
    case .alpha: state.alpha
    case .logit: state.logit
    case .massOnSubset: state.massOnSubset
    case .risk: state.risk
    }
  }

  /// What a trained layer shows.
  public func seen(_ state: TrainedState) -> Double {
    switch self {
    case .alpha: state.alpha
    case .logit: state.logit
    case .massOnSubset: state.massOnSubset
    case .risk: state.risk
    }
  }

  /// Its law over networks (D12).
  public func law(_ state: NoisyDescentState) -> NoisyDescentState.Spread {
    switch self {
    case .alpha: state.alpha
    case .logit: state.logit
    case .massOnSubset: state.massOnSubset
    case .risk: state.risk
    }
  }

  /// Whether it is linear in the weights, so that its variance can be judged.
  public var isLinear: Bool { self == .alpha || self == .logit }

  /// The number of standard deviations allowed to one network (D7).
  public var bound: Double { self == .risk ? 10 : 7 }
}
