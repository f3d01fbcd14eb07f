using System.Text.Json;

namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>Where a replay stands, and how its times are moved: what makes it go on after a restart as if nothing had been.</summary>
/// <param name="Files">Stands for the names and sizes of the files; others begin anew.</param>
/// <param name="Index">Events that the log has.</param>
/// <param name="IsMoved">Times are moved to the present.</param>
/// <param name="Speed">Recorded seconds in a real one; 0: as fast as it goes.</param>
/// <param name="IsPaused">It stands still.</param>
/// <param name="RecordedMs">A recorded time, ms since 1970…</param>
/// <param name="RealMs">…and when it was, or is, the present.</param>
/// <param name="LastAtMs">The latest <c>at</c> that was given, ms since 1970: none goes back behind it.</param>
internal sealed record ReplayPlace(
    ulong Files, long Index, bool IsMoved, double Speed, bool IsPaused, double RecordedMs, double RealMs, double LastAtMs)
{
    public string ToText() => JsonSerializer.Serialize(this);

    /// <summary>Null for what is none, as there was none yet.</summary>
    public static ReplayPlace? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonSerializer.Deserialize<ReplayPlace>(text);
        }
        catch (JsonException)
        {
            return null; // the feed had another transport before
        }
    }

    /// <summary>The recorded time that is the present.</summary>
    public double PositionMs(double nowMs) => IsPaused ? RecordedMs : RecordedMs + ((nowMs - RealMs) * Speed);

    /// <summary>Whether a change seeks a time that is past: what was told cannot be untold. In whole milliseconds, as people see it.</summary>
    public bool IsPast(ReplayChange change, double nowMs) =>
        change.Seek is { } sought && sought.ToUnixTimeMilliseconds() < Math.Floor(PositionMs(nowMs));

    /// <summary>Where it stands once a change is made that seeks nothing past; the same where nothing changes.</summary>
    public ReplayPlace After(ReplayChange change, double nowMs)
    {
        var positionMs = PositionMs(nowMs);
        var after = this with
        {
            Speed = change.Speed ?? Speed,
            IsPaused = change.IsPaused ?? IsPaused,
            RecordedMs = Math.Max(positionMs, change.Seek?.ToUnixTimeMilliseconds() ?? positionMs),
            RealMs = nowMs,
        };
        var isSame = after.Speed == Speed && after.IsPaused == IsPaused && after.RecordedMs == positionMs;
        return isSame ? this : after;
    }
}
