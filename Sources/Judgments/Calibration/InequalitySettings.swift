import Evidence
import Sim
import Theory

extension InequalitySetting {
  /// Every inequality of Evidence, in worlds with laws that are hard for it.
  public static let all: [InequalitySetting] = [
    counts, hardCounts, distances, hoeffding, bernsteinCoins, bernstein, exponentials, coins, twoPoints, squares,
    normal, losses, tails, signs, lipschitz,
  ].flatMap { $0 }

  /// Counts of coins.
  private static let counts: [InequalitySetting] = [(10, 0.5), (20, 0.05), (1000, 0.5)].map {
    (count: Int, probability: Double) in
      InequalitySetting("ClopperPearson", "\(count) coins of \(probability)") { stream in
        let heads = try ClopperPearson(successes: stream.heads(count, probability: probability), trials: count)
        return World(truth: probability) { try heads.interval(falseAlarm: $0) }
      }
    }

  /// Coins whose probability is drawn too, and probabilities just beyond the end that 15 heads, or tails, give at 0.1.
  private static let hardCounts: [InequalitySetting] = [
      InequalitySetting("ClopperPearson", "20 coins of a uniform probability") { stream in
        let probability = stream.uniform()
        let heads = try ClopperPearson(successes: stream.heads(20, probability: probability), trials: 20)
        return World(truth: probability) { try heads.interval(falseAlarm: $0) }
      },
      InequalitySetting("ClopperPearson", "20 coins, hard for the lower end") { stream in
        let probability = try hardProbability()
        let heads = try ClopperPearson(successes: stream.heads(20, probability: probability), trials: 20)
        return World(truth: probability) { level in
          Measured(
            estimate: heads.share, lower: try heads.lowerBound(falseAlarm: level), upper: 1, falseAlarm: level)
        }
      },
      InequalitySetting("ClopperPearson", "20 coins, hard for the upper end") { stream in
        let probability = 1 - (try hardProbability())
        let heads = try ClopperPearson(successes: stream.heads(20, probability: probability), trials: 20)
        return World(truth: probability) { level in
          Measured(
            estimate: heads.share, lower: 0, upper: try heads.upperBound(falseAlarm: level), falseAlarm: level)
        }
      },
    ]

  /// Distribution functions of uniform numbers.
  private static let distances: [InequalitySetting] = [1, 20, 100].flatMap { (count: Int) in
      [
        InequalitySetting("DvoretzkyKieferWolfowitz", "\(count) uniform numbers") { stream in
          let distance = try EmpiricalDistance.supremum(
            probabilities: (0..<count).map { _ in stream.uniform() }.sorted())
          return World(truth: distance) { level in
            .upTo(try DvoretzkyKieferWolfowitz.halfWidth(samples: count, falseAlarm: level), level)
          }
        },
        InequalitySetting("DvoretzkyKieferWolfowitz", "\(count) uniform numbers, one side") { stream in
          let numbers = (0..<count).map { _ in stream.uniform() }.sorted()
          let above = numbers.enumerated().map { Double($0 + 1) / Double(count) - $1 }.max() ?? 0
          return World(truth: max(0, above)) { level in
            .upTo(try DvoretzkyKieferWolfowitz.oneSidedHalfWidth(samples: count, falseAlarm: level), level)
          }
        },
      ]
    }

  /// The probability with which 15 of 20 heads or more come up with a probability of 0.1, all but exactly.
  private static func hardProbability() throws -> Double {
    try ClopperPearson(successes: 15, trials: 20).lowerBound(falseAlarm: 0.1) * (1 - 1e-9)
  }

  /// Means of coins, the extremes of their range.
  private static let hoeffding: [InequalitySetting] = [(1, 0.5), (20, 0.5), (20, 0.1)].map {
    (count: Int, probability: Double) in
      InequalitySetting("Hoeffding", "\(count) coins of \(probability)") { stream in
        let mean = Double(stream.heads(count, probability: probability)) / Double(count)
        return World(truth: probability) {
          try Hoeffding.mean(mean, samples: count, range: 0...1, falseAlarm: $0)
        }
      }
    }

  /// The same by the samples' own variance.
  private static let bernsteinCoins: [InequalitySetting] = [(2, 0.5), (50, 0.5), (100, 0.02)].map {
    (count: Int, probability: Double) in
      InequalitySetting("EmpiricalBernstein", "\(count) coins of \(probability)") { stream in
        let coins = (0..<count).map { _ in stream.uniform() < probability ? 1.0 : 0 }
        return World(truth: probability) {
          try EmpiricalBernstein.mean(of: coins, range: 0...1, falseAlarm: $0)
        }
      }
    }

  /// Means of uniform numbers, and of a variable that is not bounded.
  private static let bernstein: [InequalitySetting] = [
      InequalitySetting("Hoeffding", "20 uniform numbers") { stream in
        let mean = (0..<20).map { _ in stream.uniform() }.mean
        return World(truth: 0.5) { try Hoeffding.mean(mean, samples: 20, range: 0...1, falseAlarm: $0) }
      },
      InequalitySetting("EmpiricalBernstein", "200 uniform numbers") { stream in
        let numbers = (0..<200).map { _ in stream.uniform() }
        return World(truth: 0.5) { try EmpiricalBernstein.mean(of: numbers, range: 0...1, falseAlarm: $0) }
      },
      InequalitySetting("EmpiricalBernstein", "100 exponential variables cut at 3") { stream in
        let numbers = stream.exponentials(100)
        return World(truth: 1) {
          try EmpiricalBernstein.mean(
            ofNonnegative: numbers, cutAt: 3, lost: Elementary.exp(-3), falseAlarm: $0)
        }
      },
    ]
}

extension ClopperPearson {
  /// The share of successes.
  fileprivate var share: Double { Double(successes) / Double(trials) }
}

extension Measured {
  /// What a distance may be at a level.
  fileprivate static func upTo(_ upper: Double, _ level: Double) -> Measured {
    Measured(estimate: 0, lower: 0, upper: upper, falseAlarm: level)
  }
}
