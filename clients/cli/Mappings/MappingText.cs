using System.Globalization;
using Fanout.Cli.Terminal;
using Fanout.Ingest.Identity;
using Fanout.Ingest.Identity.Editing;

namespace Fanout.Cli.Mappings;

/// <summary>Names of feeds, and what is proposed and decided of them, for people. Texts of feeds are made safe to print.</summary>
internal static class MappingText
{
    private static readonly string[] Heads = ["FEED", "ID", "MATCH", "HOW", "PROPOSED", "HOME", "AWAY", "START", "COMPETITION"];

    /// <param name="list">The names.</param>
    /// <param name="isExplained">What each proposal is made of stands below its name.</param>
    public static IEnumerable<string> Lines(MappingList list, bool isExplained)
    {
        if (list.Names.Count == 0)
        {
            yield return isExplained ? "Nothing is proposed." : "No name.";
            yield break;
        }
        var rows = Columns.Lines([Heads, .. list.Names.Select(static name => Row(name))]);
        yield return rows[0];
        foreach (var (index, name) in list.Names.Index())
        {
            yield return rows[index + 1];
            if (!isExplained) continue;
            foreach (var line in name.Proposals.SelectMany(static one => Lines(one.Match, one.Score, one.Swapped, one.Parts))) yield return line;
        }
        if (list.More) yield return "More: narrow it down with --open, --feed, --match or --sport, or raise --limit";
    }

    public static IEnumerable<string> Lines(MappingChange change)
    {
        foreach (var line in Columns.Lines([Sides(change.Before), .. change.Compared is { With: var other } ? new[] { Sides(other) } : []])) yield return line;
        if (change.Compared is { } compared)
        {
            foreach (var line in Lines(compared.With.Match, compared.Score, compared.Swapped, compared.Parts)) yield return line;
        }
        foreach (var line in Effects(change)) yield return Plain.Text(line);
    }

    private static IEnumerable<string> Effects(MappingChange change)
    {
        var (name, before) = (change.Name, change.Before);
        if (change.Effect.Length == 0)
        {
            yield return $"changes   nothing: that is decided already, by {Who(name)}";
            yield break;
        }
        if (change.Action == "reject")
        {
            yield return $"changes   {name.Id} of {name.Feed} is not {change.Match}, and is not proposed to be again";
            yield break;
        }
        foreach (var moved in change.Along.Prepend(name))
        {
            yield return moved.Match == moved.Id
                ? $"changes   {moved.Id} of {moved.Feed} is a match of its own; it was {before.Match}"
                : $"changes   {moved.Id} of {moved.Feed} is {moved.Match}; it was {(before.Match == moved.Id ? "a match of its own" : before.Match)}";
        }
        if (change.Left is not { } left) yield break;
        if (left.ContinuedAs.Length > 0)
            yield return $"          {left.Match} leaves the boards, and is continued as {left.ContinuedAs}";
        else if (left.Feeds.Count > 0)
            yield return $"          {left.Match} goes on with {string.Join(", ", left.Feeds)}; what {before.Feed} said in it stays";
        else
            yield return $"          {left.Match} has no feed any more; what {before.Feed} said in it stays";
    }

    private static IEnumerable<string> Lines(string match, int score, bool isSwapped, IReadOnlyList<ProposedPart> parts)
    {
        yield return Plain.Text($"    {match}  {score} of 1000{(isSwapped ? ", the sides are the other way round" : "")}");
        foreach (var line in Columns.Lines([.. parts.Select(static part => new[] { part.Name, $"{part.Points}/{part.Max}", part.Why })]))
            yield return "        " + line;
    }

    private static string[] Row(KnownName name)
    {
        var proposed = name.Proposals.Count == 0 ? "" : $"{name.Proposals[0].Match} {name.Proposals[0].Score}";
        if (name.Proposals.Count > 1) proposed += $" +{name.Proposals.Count - 1}";
        return [name.Feed, name.Id, name.Match, name.How, proposed, name.Home, name.Away, Time(name.Start), name.Competition];
    }

    private static string[] Sides(KnownName name) => [name.Feed, name.Id, name.Home, name.Away, Time(name.Start), name.Competition];

    private static string Who(KnownName name) => name.Actor.Length == 0 ? $"the server ({name.How})" : $"{name.Actor}: {name.Reason}";

    private static string Time(DateTimeOffset? start) =>
        start?.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
