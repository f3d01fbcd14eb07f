using System.Text.Json;
using Fanout.Ingest.Adapters.Json;
using Fanout.Ingest.Adapters.Text;

namespace Fanout.Ingest.Adapters.OpenFootball;

/// <summary>One document, read match by match: from its list of matches, or from its rounds.</summary>
internal static class OpenFootballDocument
{
    /// <summary>A match where it stands.</summary>
    /// <param name="Json">Valid until the next match.</param>
    /// <param name="Round">Name of the round that holds it; empty in a document without rounds.</param>
    public readonly record struct Item(JsonElement Json, string Round, string Place);

    /// <summary>What is known of a document before its matches are told.</summary>
    /// <param name="Name">The file's own where the document has none.</param>
    /// <param name="Keys">Sides of its matches in order, made distinct.</param>
    /// <param name="IsWhole">It was read to its end.</param>
    public sealed record Outline(string Name, List<string> Keys, bool IsWhole);

    public static Outline Survey(FeedFile file, Action<ReadProblem> report)
    {
        var keys = new List<string>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        string? name = null;
        var isWhole = false;
        foreach (var item in Read(file, report, text => name = text, () => isWhole = true))
        {
            if (OpenFootballMatch.KeyOf(item.Json) is { } key) keys.Add(Distinct(key, seen));
            else report(new ReadProblem(ProblemKind.Unreadable, file.Name, item.Place, "match without two sides"));
        }

        return new Outline(name ?? Path.GetFileNameWithoutExtension(file.Name), keys, isWhole);
    }

    /// <summary>The matches of a document that was surveyed; what cannot be read of it was reported then.</summary>
    public static IEnumerable<(Item Item, string Key)> Matches(FeedFile file)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in Read(file, static _ => { }, static _ => { }, static () => { }))
        {
            if (OpenFootballMatch.KeyOf(item.Json) is { } key) yield return (item, Distinct(key, seen));
        }
    }

    // Two sides may meet twice on one ground: a replay, a league that plays four rounds.
    private static string Distinct(string key, Dictionary<string, int> seen)
    {
        var count = seen[key] = seen.GetValueOrDefault(key) + 1;
        return count == 1 ? key : $"{key}\n{count}";
    }

    private static IEnumerable<Item> Read(FeedFile file, Action<ReadProblem> report, Action<string> name, Action whole)
    {
        using var stream = EncodedText.TryOpen(file, report);
        if (stream is null) yield break;
        using var items = new JsonItems(stream);
        while (items.MoveNext())
        {
            if (items.Member == "name" && items.Current.ValueKind == JsonValueKind.String)
            {
                if (items.Current.TextValue() is { Length: > 0 } text) name(text);
            }
            else if (items is { Member: "rounds", Index: >= 0 })
            {
                var (round, index) = (items.Current.Text("name") ?? "", 0);
                foreach (var match in items.Current.Elements("matches")) yield return new Item(match, round, $"{items.Place}.matches[{index++}]");
            }
            else if (items is { Member: "matches", Index: >= 0 })
            {
                yield return new Item(items.Current, "", items.Place);
            }
        }

        if (items.Failure is { } failure) report(new ReadProblem(ProblemKind.Unreadable, file.Name, failure.Place, failure.Text));
        else whole();
    }
}
