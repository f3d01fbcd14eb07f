using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Canonical;

/// <summary>Our own format, as it is pushed and as it is printed: a canonical event a line, or an array of them.</summary>
internal sealed class CanonicalFormat : IFeedFormat
{
    private static readonly string[] Kinds =
        ["fixture", "status", "phase", "clock", "score", "incident", "void", "stat", "lineup", "coverage", "heartbeat"];

    public string Name => "canonical";

    public Likeness Recognise(FeedSample sample)
    {
        // An event stands at the top, or in an array.
        var names = JsonOutline.NamesIn(sample, depthMax: 2);
        return names.IsSupersetOf(["id", "match", "at"]) && names.Overlaps(Kinds) ? Likeness.Certain : Likeness.None;
    }

    public IAdapter Open() => new CanonicalAdapter();

    /// <inheritdoc/>
    /// <remarks>Each event stands for itself.</remarks>
    public bool IsRemembered(ReadOnlySpan<byte> message, IReadOnlyList<ScoreEvent> told) => false;
}
