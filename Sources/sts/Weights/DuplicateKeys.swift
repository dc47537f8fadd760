import Foundation

/// A search for a key that stands twice in one object of a JSON text, which `JSONDecoder` would pass over in silence.
enum DuplicateKeys {
  /// The first such key in UTF-8 that a JSON parser has accepted.
  static func first(in json: [UInt8]) -> String? {
    var keys: [Set<String>?] = []
    var expectsKey = false
    var place = 0
    while place < json.count {
      switch json[place] {
      case UInt8(ascii: "{"):
        keys.append([])
        expectsKey = true
      case UInt8(ascii: "["):
        keys.append(nil)
        expectsKey = false
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        _ = keys.popLast()
        expectsKey = false
      case UInt8(ascii: ","): expectsKey = keys.last.flatMap(\.self) != nil
      case UInt8(ascii: ":"): expectsKey = false
      case UInt8(ascii: "\""):
        let end = endOfString(json, from: place)
        if expectsKey, let last = keys.indices.last, let key = text(json[place..<end]),
          keys[last]?.insert(key).inserted == false
        {
          return key
        }
        place = end - 1
      default: break
      }
      place += 1
    }
    return nil
  }

  /// The place after the closing quotation mark.
  private static func endOfString(_ json: [UInt8], from start: Int) -> Int {
    var place = start + 1
    while place < json.count, json[place] != UInt8(ascii: "\"") {
      place += json[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(place + 1, json.count)
  }

  /// The text that a string between quotation marks stands for.
  private static func text(_ quoted: ArraySlice<UInt8>) -> String? {
    if !quoted.contains(UInt8(ascii: "\\")) {
      return String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
    }
    return try? JSONDecoder().decode(String.self, from: Data(quoted))
  }
}
