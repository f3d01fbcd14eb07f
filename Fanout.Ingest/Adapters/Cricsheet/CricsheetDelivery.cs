using System.Globalization;
using Fanout.Ingest.Adapters.Trees;

namespace Fanout.Ingest.Adapters.Cricsheet;

/// <summary>One ball that was bowled.</summary>
/// <param name="Over">From 0.</param>
/// <param name="Index">Place in the over as bowled, from 1; wides and no-balls count here.</param>
/// <param name="BatterRuns">Off the bat.</param>
/// <param name="TotalRuns">With extras.</param>
/// <param name="IsLegal">Neither a wide nor a no-ball: it counts towards the over.</param>
/// <param name="IsBoundary">Four or six, not all run.</param>
/// <param name="Node">Everything else that is said of it.</param>
/// <param name="Place">Where it stands in the document.</param>
internal sealed record CricsheetDelivery(
    int Over,
    int Index,
    string Batter,
    string NonStriker,
    string Bowler,
    int BatterRuns,
    int TotalRuns,
    bool IsLegal,
    bool IsBoundary,
    IReadOnlyList<CricsheetWicket> Wickets,
    DataNode Node,
    string Place)
{
    // Six, overthrown, from a no-ball with penalty runs stays far below.
    private const int RunsMax = 50;

    /// <summary>Reads a delivery; otherwise says what is wrong with it.</summary>
    public static CricsheetDelivery? TryRead(DataNode node, int over, int index, string place, Action<ProblemKind, string, string> report)
    {
        var runs = node.Member("runs");
        var batter = runs?.Whole("batter") ?? runs?.Whole("batsman");
        var extras = runs?.Whole("extras") ?? 0;
        if ((runs?.Whole("total") ?? batter + extras) is not (>= 0 and <= RunsMax and var total))
        {
            report(ProblemKind.Unreadable, place, $"runs.total \"{runs?.TextOf("total")}\" is not 0 to {RunsMax}; the delivery is left out");
            return null;
        }

        if (batter is { } made && made + extras != total)
            report(ProblemKind.Contradiction, place, $"runs are {made} and {extras}, but {total} in total; the total was followed");
        var extra = node.Member("extras");
        var isLegal = (extra?.Whole("wides") ?? 0) == 0 && (extra?.Whole("noballs") ?? 0) == 0;
        return new CricsheetDelivery(
            over,
            index,
            NameOf(node, "batter", "batsman"),
            node.TextOf("non_striker"),
            node.TextOf("bowler"),
            batter ?? 0,
            total,
            isLegal,
            batter is 4 or 6 && !runs!.Flag("non_boundary"),
            WicketsOf(node),
            node,
            place);
    }

    /// <summary>Names the over and the ball: <c>19.6</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Over}.{Index}");

    private static string NameOf(DataNode node, string name, string older) =>
        node.TextOf(name) is { Length: > 0 } text ? text : node.TextOf(older);

    private static List<CricsheetWicket> WicketsOf(DataNode node) =>
        [.. node.Elements("wickets").Concat(node.Elements("wicket")).Where(static wicket => wicket.IsMap).Select(CricsheetWicket.Of)];
}
