import Evidence
import Theory

/// Checks of claims about attention layers.
extension CalibratedWorlds {
  /// A1.
  static let drawnLayer: CalibratedWorlds = check(
    DrawnLayer(SmallProblem(6, 3, 2), .gaussian, width: 8).with(\.samples, 300), samples: 300,
    Violation.both("mean loss") { row, size in row.with(\.meanLoss) { $0.moved(by: size * row.formula) } })

  /// L1.
  static let alignedTransfer: CalibratedWorlds = check(
    AlignedTransfer(
      trained: SmallProblem(8, 3, 2), weights: .given(alpha: 1.7, logit: 1), testTokens: 6, testSparsity: 2
    ).with(\.ownDraws, 300), samples: 300,
    Violation.both("mean loss") { row, size in row.with(\.meanLoss) { $0.moved(by: size * row.formula) } })

  /// A5 at an infinite logit.
  static let logitLimit: CalibratedWorlds = check(
    LogitLimit(positions: .gaussian, width: 16, query: .sum).with(\.ownDraws, 300), samples: 300,
    Violation.both("limit") { row, size in row.with(\.limit) { $0.moved(by: size * row.limit.estimate) } })

  /// A4.
  static let scoreLaw: CalibratedWorlds = {
    let world = ScoreLaw(sparsity: 3, width: 4, margin: 0).with(\.ownDraws, 400)
    let freedom = Double(world.width - world.sparsity + 1)
    let outside = Double(world.tokens - world.sparsity)
    return check(
      world, samples: 400,
      Violation.both("degrees of freedom") { row, size in
        row.with(\.inverseSquares) { $0 + size * Double(row.draws) * freedom }
      },
      Violation.both("variance of the scores") { row, size in
        row.with(\.scaledSquares) { $0 + size * Double(row.draws) * outside }
      },
      Violation.both("margin failures") { row, size in row.with(\.failure) { $0.moved(by: size) } })
  }()
}
