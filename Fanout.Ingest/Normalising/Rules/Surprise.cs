using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>Something implausible.</summary>
/// <param name="Field">JSON path within the match.</param>
/// <param name="Was">What it contradicts, or takes back.</param>
/// <param name="Now">As it is now.</param>
internal readonly record struct Surprise(string Field, string Was, string Now)
{
    public static string Show(Pair pair) => $"{pair.Home}:{pair.Away}";
}
