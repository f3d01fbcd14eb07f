using System.Globalization;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Baseball;

/// <summary>The incident of a play that brought runs in.</summary>
internal static class RunPlay
{
    /// <param name="id">Unique in the match.</param>
    /// <param name="play">What happened.</param>
    /// <param name="half">When.</param>
    /// <param name="player">The batter, or who scored where the batter had no part in it; <see langword="null"/>: not known.</param>
    /// <param name="runs">How many scored.</param>
    public static IncidentUpdate Incident(string id, PlayCode play, HalfInning half, string? player, int runs)
    {
        var incident = new IncidentUpdate
        {
            Id = id,
            Type = "run_play",
            Team = Side.Of(half.HomeBats),
            Phase = half.Phase,
            Text = Text(runs),
        };
        if (MethodOf(play) is { } method) incident.Method = method;
        if (player is { Length: > 0 }) incident.Player = player;
        return incident;
    }

    /// <summary>For readers: how many came home.</summary>
    public static string Text(int runs) => runs == 1 ? "1 run" : string.Create(CultureInfo.InvariantCulture, $"{runs} runs");

    /// <summary>The word of our vocabulary; <see langword="null"/> where it has none, as for a plain ground out.</summary>
    private static string? MethodOf(PlayCode play) => play.Kind switch
    {
        PlayKind.HomeRun => "home_run",
        PlayKind.Triple => "triple",
        PlayKind.Double => "double",
        PlayKind.Single => "single",
        PlayKind.Walk => "walk",
        PlayKind.HitByPitch => "hit_by_pitch",
        PlayKind.WildPitch => "wild_pitch",
        _ when play.IsSacrifice => "sacrifice",
        PlayKind.Error => "error",
        _ => null,
    };
}
