using Fanout.Ingest.Adapters.Trees;

namespace Fanout.Ingest.Adapters.Cricsheet;

/// <summary>How a batter left.</summary>
/// <param name="Kind">The source's word.</param>
/// <param name="Fielders">Who caught, stumped or threw; may be none.</param>
internal sealed record CricsheetWicket(string Kind, string PlayerOut, IReadOnlyList<string> Fielders)
{
    public const string RetiredHurt = "retired hurt";

    /// <summary>A dismissal. Who retires hurt or for another reason that allows it may come back, and is not out.</summary>
    public bool IsOut => Kind is not (RetiredHurt or "retired not out");

    /// <summary>The word of our vocabulary; empty where it has none.</summary>
    public string Method => Kind switch
    {
        "bowled" => "bowled",
        "caught" => "caught",
        "caught and bowled" => "caught_and_bowled",
        "lbw" => "lbw",
        "run out" => "run_out",
        "stumped" => "stumped",
        "hit wicket" => "hit_wicket",
        "hit the ball twice" => "hit_twice",
        "obstructing the field" => "obstructing_field",
        "handled the ball" => "obstructing_field", // a law of its own until 2017, since then part of this one (MCC, law 37)
        "timed out" => "timed_out",
        "retired out" => "retired_out",
        _ => "",
    };

    /// <summary>The bowler gets the credit.</summary>
    public bool IsBowlers => Kind is "bowled" or "caught" or "caught and bowled" or "lbw" or "stumped" or "hit wicket";

    public static CricsheetWicket Of(DataNode node) => new(
        node.TextOf("kind"),
        node.TextOf("player_out"),
        [.. node.Elements("fielders").Select(NameOf).Where(static name => name.Length > 0)]);

    /// <summary>As a scorecard writes it: <c>c KA Pollard b JJ Bumrah</c>.</summary>
    public string Text(string bowler)
    {
        var fielder = Fielders.Count > 0 ? Fielders[0] : "";
        return Kind switch
        {
            "bowled" => $"b {bowler}",
            "caught" => fielder.Length > 0 ? $"c {fielder} b {bowler}" : $"c & b {bowler}",
            "caught and bowled" => $"c & b {bowler}",
            "lbw" => $"lbw b {bowler}",
            "stumped" => $"st {fielder} b {bowler}",
            "hit wicket" => $"hit wicket b {bowler}",
            "run out" => Fielders.Count > 0 ? $"run out ({string.Join('/', Fielders)})" : "run out",
            _ => Kind,
        };
    }

    // YAML and the first JSON files name a fielder; later ones say besides that it was a substitute.
    private static string NameOf(DataNode fielder)
    {
        if (fielder.Scalar is { } name) return name.Trim();
        var text = fielder.TextOf("name");
        return fielder.Flag("substitute") && text.Length > 0 ? $"sub ({text})" : text;
    }
}
