using System.Collections.Frozen;
using Fanout.Ingest.Matches;
using Fanout.Protocol.Matches;
using nietras.SeparatedValues;

namespace Fanout.Ingest.Identity.Tables;

/// <summary>What an operator says that feeds call our matches: a CSV file with the columns feed, id and match.</summary>
internal sealed class MappingTable
{
    private const int IdLengthMax = 128;
    private const int FaultCountMax = 20; // a file of another kind has one a line
    private static readonly string[] Columns = ["feed", "id", "match"];

    private MappingTable(FrozenDictionary<(string Feed, string Id), string> matches) => Matches = matches;

    public static MappingTable Empty { get; } = new(FrozenDictionary<(string Feed, string Id), string>.Empty);

    /// <summary>Our ids by what feeds call them.</summary>
    public IReadOnlyDictionary<(string Feed, string Id), string> Matches { get; }

    /// <summary>The match that the table gives a name; null: none.</summary>
    public string? Find(string feed, string id) => Matches.GetValueOrDefault((feed, id));

    /// <summary>Reads a table; null and what is wrong with it, each with file, line and value, when something is.</summary>
    /// <param name="file">Its name, for the faults.</param>
    /// <param name="text">Its content. Lines that begin with # and empty ones say nothing.</param>
    /// <param name="faults">Empty for a table that can be used.</param>
    public static MappingTable? Read(string file, string text, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        var lines = text.ReplaceLineEndings("\n").TrimStart('\uFEFF').Split('\n');
        var first = Array.FindIndex(lines, static line => !IsEmpty(line));
        if (first < 0) return Empty;
        var rows = lines.Skip(first).Select(static line => IsEmpty(line) ? "" : line);
        using var reader = new Sep(',').Reader(static options => options with
        {
            Unescape = true,
            Trim = SepTrim.All,
            DisableColCountCheck = true,
        }).FromText(string.Join('\n', rows));
        if (Columns.FirstOrDefault(column => !reader.Header.ColNames.Contains(column)) is { } missing)
        {
            found.Add($"{file}:{first + 1}: no column \"{missing}\" in \"{lines[first]}\"; feed, id and match are needed");
            return null;
        }
        var places = Columns.Select(column => reader.Header.IndexOf(column)).ToArray();
        var table = new TableRows(file, found);
        foreach (var row in reader)
        {
            if (found.Count >= FaultCountMax) break;
            if (row.ColCount == 1 && row[0].Span.IsEmpty) continue;
            var line = first + row.LineNumberFrom;
            if (row.ColCount <= places.Max()) found.Add($"{file}:{line}: {row.ColCount} columns, the head has {reader.Header.ColNames.Count}");
            else table.Add(line, row[places[0]].ToString(), row[places[1]].ToString(), row[places[2]].ToString());
        }
        return found.Count > 0 ? null : new MappingTable(table.Matches.ToFrozenDictionary());
    }

    private static bool IsEmpty(string line) => line.AsSpan().TrimStart() is [] or ['#', ..];

    /// <summary>The rows that were read, each checked against those before.</summary>
    private sealed class TableRows(string file, List<string> faults)
    {
        private readonly Dictionary<(string Feed, string Id), int> _lines = [];
        private readonly Dictionary<(string Feed, string Match), int> _matchLines = [];

        public Dictionary<(string Feed, string Id), string> Matches { get; } = [];

        public void Add(int line, string feed, string id, string match)
        {
            if (FaultOf(feed, id, match) is { } fault)
            {
                faults.Add($"{file}:{line}: {fault}");
                return;
            }
            _lines[(feed, id)] = line;
            _matchLines[(feed, match)] = line;
            Matches[(feed, id)] = match;
        }

        private string? FaultOf(string feed, string id, string match)
        {
            if (!FeedName.IsValid(feed)) return $"feed \"{feed}\" is not {FeedName.Form}";
            if (id.Length is 0 or > IdLengthMax) return $"id \"{id}\" has {id.Length} letters, 1 to {IdLengthMax} are allowed";
            if (!MatchId.IsValid(match)) return $"match \"{match}\" is not 1 to {MatchId.LengthMax} of A–Z a–z 0–9 . _ : -";
            if (_lines.TryGetValue((feed, id), out var line)) return $"id \"{id}\" of feed {feed} stands in line {line} already";
            return _matchLines.TryGetValue((feed, match), out line)
                ? $"match \"{match}\" has an id of feed {feed} in line {line} already: one feed has one name for a match"
                : null;
        }
    }
}
