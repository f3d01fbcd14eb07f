using System.Text.Json.Nodes;
using Fanout.Ingest.Adapters.Baseball;
using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Messages;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Adapters.Gumbo;

/// <summary>One element of <c>liveData.plays.allPlays</c>: a batter's turn, over or going on.</summary>
/// <param name="Index">Its <c>atBatIndex</c>, which stays its own; its place where that is missing.</param>
/// <param name="Away">Runs after it; <see langword="null"/>: not stated.</param>
/// <param name="Home">The same of the home side.</param>
internal sealed record GumboPlay(JsonNode Json, int Index, HalfInning Half, int? Away, int? Home)
{
    /// <summary>Reads an element; <see langword="null"/> where it does not say when it was.</summary>
    public static GumboPlay? TryRead(JsonNode? json, int place)
    {
        if (json.Whole("about", "inning") is not (> 0 and <= HalfInning.InningMax and var inning)) return null;
        var isTop = json.Flag("about", "isTopInning") ?? json.Text("about", "halfInning") switch
        {
            "top" => true,
            "bottom" => false,
            _ => (bool?)null,
        };
        if (isTop is not { } top) return null;
        return new GumboPlay(
            json!, json.Whole("about", "atBatIndex") ?? place, new HalfInning(inning, Bottom: !top, HomeBats: !top), Runs(json, "awayScore"), Runs(json, "homeScore"));
    }

    /// <summary>When it ended, or began; <see langword="null"/>: not stated.</summary>
    public string? Time => Json.Text("about", "endTime") ?? Json.Text("about", "startTime");

    /// <summary>The incident of a play in which somebody scored.</summary>
    /// <param name="runs">How many.</param>
    public IncidentUpdate Incident(int runs)
    {
        var code = Json.Text("result", "eventCode");
        var player = Json.Text("matchup", "batter", "fullName");
        var incident = code is null
            ? Described($"play-{Index}", player, runs)
            : RunPlay.Incident($"play-{Index}", PlayCode.Read(code), Half, player, runs);
        incident.Order = Index;
        // A turn that goes on may have brought runs already; a call under review counts as before.
        incident.State = Json.Flag("reviewDetails", "inProgress") == true ? StateValue.UnderReview
            : Json.Flag("about", "isComplete") == false ? StateValue.Provisional
            : StateValue.Confirmed;
        if (Json.Text("result", "description") is { Length: > 0 } words) incident.Text = words;
        return incident;
    }

    private IncidentUpdate Described(string id, string? player, int runs)
    {
        var incident = new IncidentUpdate { Id = id, Type = "run_play", Team = Side.Of(Half.HomeBats), Phase = Half.Phase, Text = RunPlay.Text(runs) };
        if (player is not null) incident.Player = player;
        var method = Json.Text("result", "eventType") switch
        {
            "home_run" => "home_run",
            "triple" => "triple",
            "double" => "double",
            "single" => "single",
            "walk" or "intent_walk" => "walk",
            "hit_by_pitch" => "hit_by_pitch",
            "wild_pitch" => "wild_pitch",
            "field_error" or "error" => "error",
            "sac_fly" or "sac_bunt" or "sac_fly_double_play" or "sac_bunt_double_play" => "sacrifice",
            _ => null,
        };
        if (method is not null) incident.Method = method;
        return incident;
    }

    private static int? Runs(JsonNode? json, string name) => json.Whole("result", name) is >= 0 and var runs ? runs : null;
}
