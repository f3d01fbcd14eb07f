using System.Globalization;
using Fanout.Cli.Terminal;
using Fanout.Ingest.FeedControl;

namespace Fanout.Cli.Feeds;

/// <summary>Replays, for people. Texts of others are made safe to print.</summary>
internal static class ReplayText
{
    public static IEnumerable<string> Lines(ReplayState replay)
    {
        yield return Plain.Text($"{replay.Feed}: {Standing(replay)}");
        if (replay.At is { } at)
            yield return $"at        {Instant(at)}";
        if (replay is { From: { } from, To: { } to })
            yield return $"recorded  {Instant(from)} to {Instant(to)}";
        yield return string.Create(CultureInfo.InvariantCulture, $"told      {replay.Told} of {replay.Count} events");
        if (replay.Next is { } next)
            yield return $"next      {Instant(next)}";
        if (replay.RemainingMs is { } remainingMs)
            yield return string.Create(CultureInfo.InvariantCulture, $"ends      in {remainingMs / 1000:0.#} s");
    }

    public static IEnumerable<string> Lines(ReplayDecision decision)
    {
        if (decision.Outcome == FeedText.Unchanged)
            yield return "unchanged: it is so already";
        foreach (var sentence in decision.Decisions)
            yield return Plain.Text($"decides   {sentence}");
        if (decision.AtOnce > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"tells     {decision.AtOnce} events at once");
    }

    private static string Standing(ReplayState replay)
    {
        var pace = replay.Speed == 0
            ? "as fast as it goes"
            : string.Create(CultureInfo.InvariantCulture, $"at {replay.Speed:0.###} recorded seconds a second");
        return replay.State switch
        {
            "OVER" => "everything was told",
            "PAUSED" => $"stands still; plays {pace} when it goes on",
            _ => $"plays {pace}",
        };
    }

    private static string Instant(DateTime at) => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
