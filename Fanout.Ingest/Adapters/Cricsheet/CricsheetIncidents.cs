using Fanout.Ingest.Adapters.Trees;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Cricsheet;

/// <summary>What in a delivery is worth an incident: boundaries, wickets, injuries, reviews and replacements.</summary>
/// <param name="match">For the sides.</param>
/// <param name="home">Who bats.</param>
internal sealed class CricsheetIncidents(CricsheetMatch match, bool home)
{
    /// <summary>Changes of players, which come before the ball is bowled.</summary>
    public IEnumerable<IncidentUpdate> Before(CricsheetDelivery delivery)
    {
        var replacements = delivery.Node.Member("replacements");
        foreach (var one in replacements?.Elements("match") ?? [])
        {
            var incident = Incident("substitution", match.IsHome(one.TextOf("team")) ?? home, one.TextOf("in"));
            incident.Player2 = one.TextOf("out");
            incident.Text = Worded(one.TextOf("reason"));
            if (MethodOf(one.TextOf("reason")) is { Length: > 0 } method) incident.Method = method;
            yield return incident;
        }

        foreach (var one in replacements?.Elements("role") ?? [])
        {
            var isBowler = one.TextOf("role") == "bowler";
            var incident = Incident("other", isBowler ? !home : home, one.TextOf("in"));
            incident.Player2 = one.TextOf("out");
            incident.Text = $"{one.TextOf("in")} {(isBowler ? "bowls on" : "bats on")}{(one.TextOf("out") is { Length: > 0 } gone ? $" for {gone}" : "")} ({Worded(one.TextOf("reason"))})";
            yield return incident;
        }
    }

    public IncidentUpdate? Boundary(CricsheetDelivery delivery)
    {
        if (!delivery.IsBoundary) return null;
        var incident = Incident("boundary", home, delivery.Batter);
        incident.Method = delivery.BatterRuns == 4 ? "four" : "six";
        incident.Player2 = delivery.Bowler;
        return incident;
    }

    public IncidentUpdate Wicket(CricsheetDelivery delivery, CricsheetWicket wicket)
    {
        var incident = Incident("wicket", !home, wicket.PlayerOut);
        if (wicket.Method.Length > 0) incident.Method = wicket.Method;
        if (wicket.IsBowlers) incident.Player2 = delivery.Bowler;
        else if (wicket.Fielders.Count > 0) incident.Player2 = wicket.Fielders[0];
        incident.Text = wicket.Text(delivery.Bowler);
        return incident;
    }

    public IncidentUpdate Retirement(CricsheetWicket wicket)
    {
        var incident = Incident(wicket.Kind == CricsheetWicket.RetiredHurt ? "injury" : "other", home, wicket.PlayerOut);
        incident.Text = wicket.Kind;
        return incident;
    }

    public IncidentUpdate? Review(DataNode? review)
    {
        if (review?.IsMap != true) return null;
        var incident = Incident("var", match.IsHome(review.TextOf("by")) ?? home, NameOf(review));
        var call = review.Flag("umpires_call") ? ", umpire's call" : "";
        incident.Text = $"Review by {review.TextOf("by")}: {review.TextOf("decision")}{call}";
        return incident;
    }

    private static string NameOf(DataNode review) =>
        review.TextOf("batter") is { Length: > 0 } batter ? batter : review.TextOf("batsman");

    private static IncidentUpdate Incident(string type, bool credited, string player)
    {
        var incident = new IncidentUpdate { Type = type, Team = Side.Of(credited) };
        if (player.Length > 0) incident.Player = player;
        return incident;
    }

    private static string MethodOf(string reason) => reason switch
    {
        "concussion_substitute" => "concussion",
        "injury_substitute" => "injured",
        "tactical_substitute" or "supersub" or "impact_player" => "tactical",
        _ => "",
    };

    private static string Worded(string reason) => reason.Replace('_', ' ');
}
