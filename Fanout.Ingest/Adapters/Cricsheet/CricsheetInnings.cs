using System.Globalization;
using Fanout.Ingest.Adapters.Trees;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Cricsheet;

/// <summary>An element of <c>innings[]</c>, in either dialect.</summary>
/// <param name="Index">From 0, super overs among them.</param>
/// <param name="Team">Who bats.</param>
/// <param name="IsSuperOver">Decides a tie and never counts into the score.</param>
/// <param name="RunsBefore">Penalty runs given before it.</param>
/// <param name="RunsAfter">Penalty runs given after it.</param>
internal sealed record CricsheetInnings(
    int Index, string Team, bool IsSuperOver, bool IsDeclared, bool IsForfeited, int RunsBefore, int RunsAfter, CricketTarget? Target, DataNode Node, string Place)
{
    // As many as 16 MiB of deliveries can begin; more is a number in another unit.
    private const int OverMax = 1000;

    public static CricsheetInnings? TryRead(DataNode node, int index, int ballsPerOver, Action<ProblemKind, string, string> report)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"innings[{index}]");
        var name = "";
        // YAML: a map of one, whose name is "1st innings" or the like.
        if (node.Member("team") is null && node.Members is [{ Key: var key, Value: { IsMap: true } inner }]) (name, node) = (key, inner);
        var team = node.TextOf("team");
        if (team.Length == 0)
        {
            report(ProblemKind.Unreadable, place, "innings without a team; it is left out");
            return null;
        }

        var penalty = node.Member("penalty_runs");
        return new CricsheetInnings(
            index,
            team,
            node.Flag("super_over") || name.Contains("super over", StringComparison.OrdinalIgnoreCase),
            node.Flag("declared"),
            node.Flag("forfeited"),
            Math.Clamp(penalty?.Whole("pre") ?? 0, 0, 100),
            Math.Clamp(penalty?.Whole("post") ?? 0, 0, 100),
            TargetOf(node.Member("target"), ballsPerOver),
            node,
            place);
    }

    /// <summary>The deliveries in the order of their overs.</summary>
    public List<CricsheetDelivery> Deliveries(Action<ProblemKind, string, string> report)
    {
        var nodes = Node.Elements("overs").Count > 0 || Node.Member("deliveries") is null ? OfOvers(report) : OfList(report);
        var placed = nodes.ToList();
        if (placed.Zip(placed.Skip(1)).Any(static pair => pair.Second.Over < pair.First.Over))
        {
            report(ProblemKind.Contradiction, Place, "overs do not come in the order of their numbers; they were put into it");
            placed = [.. placed.OrderBy(static delivery => delivery.Over)];
        }

        var deliveries = new List<CricsheetDelivery>(placed.Count);
        var (over, index) = (-1, 0);
        foreach (var (number, node, place) in placed)
        {
            (over, index) = number == over ? (over, index + 1) : (number, 1);
            if (CricsheetDelivery.TryRead(node, over, index, place, report) is { } delivery) deliveries.Add(delivery);
        }

        return deliveries;
    }

    private IEnumerable<(int Over, DataNode Node, string Place)> OfOvers(Action<ProblemKind, string, string> report)
    {
        var overs = Node.Elements("overs");
        for (var i = 0; i < overs.Count; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{Place}.overs[{i}]");
            if (overs[i].Whole("over") is not (>= 0 and < OverMax and var over))
            {
                report(ProblemKind.Unreadable, place, $"over \"{overs[i].TextOf("over")}\" is no number of one; it is left out");
                continue;
            }

            var deliveries = overs[i].Elements("deliveries");
            for (var j = 0; j < deliveries.Count; j++)
                yield return (over, deliveries[j], string.Create(CultureInfo.InvariantCulture, $"{place}.deliveries[{j}]"));
        }
    }

    /// <summary>YAML: maps of one, named <c>over.ball</c>. Only the over is taken from the name: the tenth ball of one may be written 0.1.</summary>
    private IEnumerable<(int Over, DataNode Node, string Place)> OfList(Action<ProblemKind, string, string> report)
    {
        var deliveries = Node.Elements("deliveries");
        for (var i = 0; i < deliveries.Count; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{Place}.deliveries[{i}]");
            var name = deliveries[i].Members is [var only] ? only.Key : "";
            if (int.TryParse(name.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var over) && over < OverMax)
                yield return (over, deliveries[i].Members[0].Value, place);
            else
                report(ProblemKind.Unreadable, place, $"\"{name}\" is no name of a delivery; it is left out");
        }
    }

    /// <summary>Overs of a target may be broken: 35.1 is thirty-five overs and a ball.</summary>
    private static CricketTarget? TargetOf(DataNode? node, int ballsPerOver)
    {
        if (node?.Whole("runs") is not (> 0 and < 10_000 and var runs)) return null;
        var overs = node.TextOf("overs").Split('.');
        var balls = 0;
        if (int.TryParse(overs[0], NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole < OverMax)
            balls = (whole * ballsPerOver) + (overs.Length > 1 && int.TryParse(overs[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rest) && rest < ballsPerOver ? rest : 0);
        return new CricketTarget { Runs = runs, Balls = (uint)balls };
    }
}
