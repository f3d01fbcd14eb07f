using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;
using Fanout.Server.Topics;

namespace Fanout.Server.Resync;

/// <summary>The answer to a subscriber: which of the four, where it brings it, and the frame that does so.</summary>
/// <param name="Kind">Which answer; <see cref="ResyncKind.AskLog"/> and
/// <see cref="ResyncKind.NotCovered"/> are none.</param>
/// <param name="Position">What `subscribed` names: where the subscriber stands once all that follows has come.</param>
/// <param name="Stands">Where it stands after <paramref name="Frame"/>; below <paramref name="Position"/> where entries
/// are to follow one by one.</param>
/// <param name="Frame">Goes right behind `subscribed`, never apart from it; null where nothing does.</param>
internal readonly record struct ResyncAnswer(
    ResyncKind Kind, TopicPosition Position, TopicPosition Stands, SharedFrame? Frame)
{
    /// <summary>Memory cannot tell.</summary>
    public static ResyncAnswer AskLog { get; } = new(ResyncKind.AskLog, default, default, null);

    /// <summary>Memory does not hold the reader's horizon.</summary>
    public static ResyncAnswer NotCovered { get; } = new(ResyncKind.NotCovered, default, default, null);

    public Answer.Types.Value Value => Kind switch
    {
        ResyncKind.UpToDate => Answer.Types.Value.UpToDate,
        ResyncKind.Replay => Answer.Types.Value.Replay,
        ResyncKind.Reset => Answer.Types.Value.Reset,
        _ => Answer.Types.Value.Snapshot,
    };
}
