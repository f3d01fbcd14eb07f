using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>The most that either side can have of something.</summary>
internal static class Bounds
{
    public static Refusal? Check(string path, Pair? pair, int max)
    {
        if (pair is null) return null;
        if (pair.Home > max) return Refusal.Impossible($"{path}.home", $"{pair.Home} exceeds {max}");
        return pair.Away > max ? Refusal.Impossible($"{path}.away", $"{pair.Away} exceeds {max}") : null;
    }
}
