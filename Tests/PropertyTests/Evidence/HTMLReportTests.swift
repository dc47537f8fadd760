import Evidence
import Foundation
import Judgments
import TestSupport
import Testing
import Theory

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite(.notesIssues)
struct HTMLReportTests {
  private static func page(_ section: ReportSection = MockRun.section()) async throws -> String {
    try HTMLReport(
      snapshot: await MockRun.snapshot(section), settings: Settings(), sections: [section],
      prose: MockRun.prose(section)
    ).text
  }

  /// The page of all claims, before anything was judged.
  private static func wholePage() throws -> String {
    let sections = ClaimJudgment.all.map {
      ReportSection(
        claim: $0.claim, family: $0.family, stem: $0.stem, experiments: $0.experiments, controls: $0.controls)
    }
    return try HTMLReport(
      snapshot: LedgerSnapshot(), settings: Settings(), sections: sections, prose: ReportProse.ofPackage()
    ).text
  }

  @Test("the page is well-formed, its anchors are unique, and every claim has one")
  func anchors() async throws {
    let whole = try Outline(Self.wholePage())
    #expect(Set(whole.anchors).count == whole.anchors.count)
    for claim in ClaimJudgment.all.map(\.claim.id) { #expect(whole.anchors.contains(claim), "\(claim)") }
    let page = try await Outline(Self.page())
    #expect(page.anchors.contains("F2") && page.anchors.contains("figure-Risk"))
    for outline in [whole, page] {
      for link in outline.links where link.hasPrefix("#") {
        #expect(outline.anchors.contains(String(link.dropFirst())), "\(link)")
      }
    }
  }

  @Test("the contents link to every claim once, a family in a list of its own")
  func contents() throws {
    let page = try Self.wholePage()
    let lists = page.matches(of: /<ul class="claims">(.*?)<\/ul>/).map { list in
      list.1.matches(of: /href="#([A-Z][0-9]+)"/).map { String($0.1) }
    }
    var families: [String: [String]] = [:]
    for judgment in ClaimJudgment.all { families[judgment.family, default: []].append(judgment.claim.id) }
    #expect(lists.count == families.count && Set(lists) == Set(families.values))
  }

  @Test("nothing is loaded: no request leaves the page")
  func requests() async throws {
    for text in [try Self.wholePage(), try await Self.page()] {
      let outline = try Outline(text)
      let loading: Set = [
        "img", "iframe", "object", "embed", "video", "audio", "source", "form", "base", "use", "image",
      ]
      #expect(loading.isDisjoint(with: outline.elements))
      #expect(outline.loaded == ["data:,"])
      #expect(outline.links.allSatisfy { $0.hasPrefix("#") || $0.hasPrefix("https://arxiv.org/") })
      for named in text.components(separatedBy: "url(").dropFirst() {
        let place = try #require(named.components(separatedBy: ")").first)
        #expect(place.hasPrefix("#") && outline.anchors.contains(String(place.dropFirst())), "\(place)")
      }
      for word in ["@import", "fetch(", "XMLHttpRequest", "import(", "navigator", "WebSocket"] {
        #expect(!text.contains(word), "\(word)")
      }
      #expect(text.contains("content=\"default-src 'none';"))
    }
  }

  @Test("the numbers are those of REPORT.md and of the claim's page")
  func evidence() async throws {
    let text = try await Self.page()
    for expected in [
      "<strong>1 of 1 claims verified, 2 of 2 near misses and 0 of 0 other worlds refuted.</strong>",
      "<td><a href=\"#F2\">F2. Risk | lower bound</a></td>", "<td>T=8 | width_5</td>",
      "<td class=\"n\">5.13 (5 .. 5.25)</td>", "<td class=\"n\">1e-9</td>",
      "<td>0.04 .. 0.05 of the risk</td>",
      "1: risk 4.0 &lt; 1_875", "at most 6e-9; the limit is 1e-6", "<td class=\"n\">6e-9</td>",
      "swift run sts judge F2 --case 'T=8 | width_4'", "<dd class=\"verified\">verified</dd>",
    ] { #expect(text.contains(expected), "\(expected)") }
    #expect(!text.contains("NaN</") && !text.contains(">nan"))
    #expect(try await Self.page() == text)
    let statistical = MockRun.section(
      grade: .statistical(inequality: "Hoeffding", falseAlarmPerTrial: 1e-9))
    #expect(try await Self.page(statistical).contains("<td>Hoeffding</td>") && !text.contains("Hoeffding"))
  }

  @Test("names of experiments are text, not markup, and long tables are folded")
  func escaping() async throws {
    let claim = MockRun.claim("F2", grade: .exact)
    let named = ReportSection(
      claim: claim, family: "F", stem: "F2",
      experiments: [MockExperiment(claim: claim, name: "<script>\"&']]>")],
      controls: [])
    let text = try await Self.page(named)
    #expect(text.contains("<td>&lt;script&gt;&quot;&amp;']]&gt;</td>") && !text.contains("<script>\""))
    _ = try Outline(text)
    for count in [12, 13] {
      let page = try await Self.page(MockRun.section(experiments: count))
      #expect(page.contains("<summary>\(count) experiments</summary>") == (count > 12))
    }
  }

  @Test("a figure's style stays within the figures and follows the page's switch")
  func figureStyle() async throws {
    let style = try #require(try await Self.page().components(separatedBy: "</style>").first)
    #expect(style.contains(".sheet1 text { font-family"))
    #expect(style.contains(":root:not([data-theme=\"light\"]) .sheet1 text { fill: "))
    #expect(style.contains("\n:root[data-theme=\"dark\"] .sheet1 text { fill: "))
    #expect(!style.contains("\ntext {"))
    #expect(try await !Self.page().components(separatedBy: "<svg")[1].contains("<style>"))
  }
}

/// What a page consists of, read by a parser of XML.
private final class Outline: NSObject, XMLParserDelegate {
  private(set) var elements: Set<String> = []
  private(set) var anchors: [String] = []
  /// Where links lead.
  private(set) var links: [String] = []
  /// What elements other than links name.
  private(set) var loaded: [String] = []

  /// - Throws: an issue if the page is not well-formed.
  init(_ page: String) throws {
    super.init()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = self
    let isRead = parser.parse()
    try #require(isRead, "line \(parser.lineNumber): \(String(describing: parser.parserError))")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.insert(name)
    if let anchor = attributes["id"] { anchors.append(anchor) }
    if let source = attributes["src"] { loaded.append(source) }
    guard let target = attributes["href"] ?? attributes["xlink:href"] else { return }
    if name == "a" { links.append(target) } else { loaded.append(target) }
  }
}
