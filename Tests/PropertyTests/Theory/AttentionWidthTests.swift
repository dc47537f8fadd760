import TestSupport
import Testing
import Theory

/// What A6 and A7 compute, against values found apart and by argument.
@Suite(.notesIssues)
struct AttentionWidthTests {
  /// b and c fitted to sums at nu of about 1000, (1 - floor/law) nu and (C/law - 1) nu.
  @Test(
    "the next order of the floor's law",
    arguments: [(1, 0, 1), (2, 0.7619, 0.750), (3, 2.586, -0.015), (4, 5.421, -1.231), (5, 9.203, -2.831)])
  func nextOrder(sparsity: Int, risk: Double, logit: Double) {
    let constants = A6FloorLaw.Constants(sparsity: sparsity)
    #expect(abs(constants.riskOrder - risk) <= 1e-3)
    #expect(abs(constants.logitOrder - logit) <= 1e-3)
  }

  @Test("a* is where G is least, at every sparsity", arguments: [1, 2, 3, 4, 7, 30, 1000])
  func leastShare(sparsity: Int) {
    let constants = A6FloorLaw.Constants(sparsity: sparsity)
    #expect(constants.place >= 0.5 - 1e-12 && constants.place < 2)
    for step in [-0.02, -0.005, 0.005, 0.02] {
      let a = constants.place + step
      let away = Double.pi * (a - 1)
      let value =
        a * away / Elementary.sin(away) * Elementary.exp(-a * Elementary.log(Double(sparsity)))
      #expect(value > constants.share)
    }
  }

  @Test(
    "the width for a share is the least, and the formula's is little more",
    arguments: [(16, 2, 0.05), (256, 2, 0.05), (20, 3, 1e-3), (1000, 1, 1e-6), (50, 10, 0.9)])
  func width(tokens: Int, sparsity: Int, share: Double) throws {
    let problem = try Problem(tokens: tokens, dimension: 4, sparsity: sparsity)
    let width = try A6FloorLaw.width(problem, share: share)
    #expect(try A6FloorLaw(problem: problem, width: width).risk <= share * problem.trivialRisk)
    if width > sparsity {
      #expect(try A6FloorLaw(problem: problem, width: width - 1).risk > share * problem.trivialRisk)
    }
    let sufficient = try A6FloorLaw.sufficientWidth(problem, share: share)
    let degrees = Double(sufficient - sparsity + 1)
    let slack = Elementary.log(4 * Double.pi * degrees) / Elementary.log1p(1 / Double(sparsity))
    #expect(width <= sufficient && Double(sufficient - width) <= slack + 4)
  }

  @Test("bad targets are errors", arguments: [0, 1, -0.1, Double.nan, 1e-250])
  func badShares(share: Double) throws {
    let problem = try Problem(tokens: 16, dimension: 4, sparsity: 2)
    #expect(throws: TheoryError.self) { try A6FloorLaw.width(problem, share: share) }
  }

  @Test("a band too wide decides nothing, nor does what is not a number")
  func undecided() throws {
    let narrow = try A6FloorLawPredicate(
      A6FloorLaw(problem: Problem(tokens: 20, dimension: 5, sparsity: 5), width: 16))
    #expect(!narrow.judge(floor: narrow.law.risk).isVerified)
    #expect(!narrow.judge(floor: narrow.law.risk).isRefuted)
    #expect(!A6FloorLawPredicate.judge(risk: .nan, atLeast: 0.1).isVerified)
    #expect(!A6FloorLawPredicate.judge(risk: .nan, atMost: 0.1, of: narrow.law.problem).isVerified)
  }

  @Test(
    "the least width",
    arguments: [(2, 1, 1), (3, 1, 2), (9, 1, 2), (5, 4, 4), (7, 3, 6), (8, 3, 6), (6, 3, 5)])
  func leastWidth(tokens: Int, sparsity: Int, width: Int) throws {
    #expect(try A7LeastWidth.leastWidth(tokens: tokens, sparsity: sparsity) == width)
    #expect(throws: TheoryError.self) { try A7LeastWidth.leastWidth(tokens: tokens, sparsity: tokens) }
    #expect(throws: TheoryError.self) { try A7LeastWidth.leastWidth(tokens: tokens, sparsity: 0) }
  }

  @Test("the least difference of scores", arguments: [(1, 1), (2, 1), (3, 4), (4, 16), (5, 144)])
  func leastGap(sparsity: Int, gap: Int) throws {
    #expect(try A7LeastWidth.leastGap(sparsity: sparsity) == Rational(gap))
  }

  @Test("the scores on the moment curve are those of the polynomial")
  func polynomial() throws {
    let places = A7LeastWidth.places(tokens: 9)
    let positions = try A7LeastWidth.curve(places, width: 6)
    let subset = [1, 4, 7]
    let query = try A7LeastWidth.curveQuery(places, subset: subset)
    for token in 0..<9 {
      var (score, product, constant) = (Rational.zero, Rational.one, Rational.one)
      for (column, entry) in query.enumerated() { score = try score + entry * positions[token, column] }
      for member in subset {
        let away = try places[token] - places[member]
        product = try product * away * away
        constant = try constant * places[member] * places[member]
      }
      #expect(try score == constant - product)
    }
  }

  @Test("three points on a line, and four in the plane, one of them inside")
  func radon() throws {
    let line = try RationalMatrix(rows: 3, columns: 1, elements: [0, 1, 3].map { Rational($0) })
    let found = try #require(try RadonPartition.of(line, tokens: [0, 1, 2]))
    #expect(found.sides.smaller == [1] && found.sides.larger == [0, 2])
    #expect(try found.flaw(for: line) == nil)
    let obstacle = try #require(try SelectionObstacle.find(line, sparsity: 1, task: .evenly))
    #expect(obstacle.subset == [1])
    // A point inside a triangle: every pair is held apart from the other two, no pair with it is selected evenly.
    let plane = try RationalMatrix(
      rows: 4, columns: 2, elements: [0, 0, 3, 0, 0, 3, 1, 1].map { Rational($0) })
    #expect(try SelectionObstacle.find(plane, sparsity: 2, task: .apart) == nil)
    #expect(try SelectionObstacle.find(plane, sparsity: 2, task: .evenly)?.subset.contains(3) == true)
    #expect(try RadonPartition.of(plane, tokens: [0, 1, 2]) == nil)
  }

  @Test("an obstacle that is not a proof is refused")
  func flaws() throws {
    let line = try RationalMatrix(rows: 3, columns: 1, elements: [0, 1, 3].map { Rational($0) })
    func flaw(_ coefficients: [Int], _ subset: [Int]) throws -> String? {
      try SelectionObstacle(
        partition: RadonPartition(coefficients: coefficients.map { Rational($0) }), subset: subset
      ).flaw(for: line, sparsity: 1, task: .evenly)
    }
    #expect(try flaw([2, -3, 1], [1]) == nil)
    #expect(try flaw([2, -3, 1], [0]) != nil)
    #expect(try flaw([2, -3, 1], [1, 1]) != nil)
    #expect(try flaw([2, -3, 1], [7]) != nil)
    #expect(try flaw([2, -3, 2], [1]) != nil)
    #expect(try flaw([1, -1, 0], [1]) != nil)
    #expect(try flaw([0, 0, 0], [1]) != nil)
    #expect(try flaw([2, -3], [1]) != nil)
    // With the middle point, an end in y: an even share is forbidden, a score below those of y for the other end is not.
    func flaw(in subset: [Int], _ task: SelectionObstacle.Task) throws -> String? {
      try SelectionObstacle(
        partition: RadonPartition(coefficients: [2, -3, 1].map { Rational($0) }), subset: subset
      ).flaw(for: line, sparsity: subset.count, task: task)
    }
    #expect(try flaw(in: [1, 0], .evenly) == nil)
    #expect(try flaw(in: [1, 0], .apart) != nil)
    #expect(try flaw(in: [1], .apart) == nil)
    // Both sides in y: equal scores select it.
    #expect(try flaw(in: [0, 1, 2], .evenly) != nil)
  }
}
