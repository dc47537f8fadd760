import Evidence
import Foundation
import TestSupport
import Testing
import Theory

@Suite(.notesIssues)
struct FalseAlarmTests {
  @Test("an interval carries the probability that its inequality was given", arguments: [1e-10, 1e-3, 0.3])
  func carried(probability p: Double) throws {
    let samples = [0.25, 0.5, 0.5, 0.75]
    let share = try ClopperPearson(successes: 3, trials: 10)
    let intervals = [
      try Hoeffding.mean(0.3, samples: 100, range: 0...1, falseAlarm: p),
      try Hoeffding.upper(0.3, samples: 100, range: 0...1, falseAlarm: p),
      try EmpiricalBernstein.mean(of: samples, range: 0...1, falseAlarm: p),
      try EmpiricalBernstein.mean(0.5, variance: 0.1, samples: 100, range: 0...1, falseAlarm: p),
      try EmpiricalBernstein.mean(ofNonnegative: samples, cutAt: 0.6, lost: 0.1, falseAlarm: p),
      try share.interval(falseAlarm: p), try share.lower(falseAlarm: p),
      try ChiSquareDeviation(variance: 9, largestEigenvalue: 3).measured(deviation: 1, falseAlarm: p),
      try BernsteinMoments(square: 9, scale: 3).mean(5, samples: 100, falseAlarm: p),
      try GaussianLipschitz.rootMeanSquare(1, lipschitz: 0.5, samples: 100, falseAlarm: p),
      try GaussianLipschitzSum.mean(1, lipschitz: 0.5, samples: 100, falseAlarm: p),
      try GaussianLipschitzSum.meanFourthPower(1, lipschitz: 0.5, samples: 100, falseAlarm: p),
      try NonnegativeLowerTail.mean(0.5, secondMoment: 2, samples: 100, falseAlarm: p),
      try AndersonLowerTail(traceSum: 100, squaredNormSum: 25).loss(90, falseAlarm: p),
      try FairSigns.mean(0.1, sumOfSquares: 4, samples: 100, falseAlarm: p),
      try DvoretzkyKieferWolfowitz.distance(0.01, samples: 1000, falseAlarm: p),
      try DvoretzkyKieferWolfowitz.share(0.4, samples: 1000, falseAlarm: p),
      try ChernoffMean(mean: 1, square: 2).measured(1, samples: 100, falseAlarm: p, largest: 0.4) { s in
        s * s
      },
    ]
    for (place, interval) in intervals.enumerated() {
      #expect(interval.falseAlarm.probability == p && interval.lower <= interval.upper, "interval \(place)")
    }
  }

  @Test("one-sided ends are those of the tails that they take")
  func oneSided() throws {
    let both = try Hoeffding.mean(0.3, samples: 100, range: -5...5, falseAlarm: 2e-9)
    let upper = try Hoeffding.upper(0.3, samples: 100, range: -5...5, falseAlarm: 1e-9)
    #expect(abs(both.upper - upper.upper) < 1e-12 && upper.lower == -.infinity)
    let tail = try AndersonLowerTail(traceSum: 100, squaredNormSum: 25)
    let loss = try tail.loss(90, falseAlarm: 1e-3)
    let floor = try tail.lossFloor(falseAlarm: 1e-3)
    #expect(abs(loss.upper - (190 - floor)) < 1e-9 && loss.lower == -.infinity)
    let share = try ClopperPearson(successes: 3, trials: 10)
    #expect(try share.lower(falseAlarm: 0.01).lower == share.lowerBound(falseAlarm: 0.01))
    let band = try DvoretzkyKieferWolfowitz.halfWidth(samples: 1000, falseAlarm: 1e-3)
    let distance = try DvoretzkyKieferWolfowitz.distance(0.01, samples: 1000, falseAlarm: 1e-3)
    #expect(distance.lower == 0 && distance.upper == 0.01 + band)
    let value = try DvoretzkyKieferWolfowitz.share(0.4, samples: 1000, falseAlarm: 1e-3)
    let oneSided = try DvoretzkyKieferWolfowitz.oneSidedHalfWidth(samples: 1000, falseAlarm: 1e-3)
    #expect(value.lower == 0.4 - oneSided)
  }

  @Test("what a trial spends is the sum of its checks', and each check's that of its intervals")
  func sum() {
    let parts = [1e-10, 3e-10, 0.5].map { FalseAlarm(ofEvent: $0) }
    #expect(FalseAlarm.sum(parts).probability == 1e-10 + 3e-10 + 0.5)
    #expect(FalseAlarm.sum([]) == .none && FalseAlarm.none.probability == 0)
    let checks = parts.map { Check("a", .verified(margin: 1), falseAlarm: $0 + parts[0]) }
    let outcome = Outcome(row: MockExperiment(name: "").row(0), checks: checks)
    #expect(abs(outcome.falseAlarm - (0.5 + 7e-10)) < 1e-15)
    #expect(Check("a", .verified(margin: 1)).falseAlarm == 0)
  }

  @Test("a false-alarm probability is a number in JSON")
  func coding() throws {
    let measured = Measured(estimate: 1, lower: 0, upper: 2, falseAlarm: 1e-9)
    let data = try JSONEncoder().encode(measured)
    let number = try #require(
      String(decoding: data, as: UTF8.self).firstMatch(of: /"falseAlarm":([0-9.e-]+)/))
    #expect(Double(number.1) == 1e-9)
    #expect(try JSONDecoder().decode(Measured.self, from: data) == measured)
  }
}
