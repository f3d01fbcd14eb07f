using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Matches;

/// <summary>What became of an event, as one process tells another.</summary>
internal static class AnswerForm
{
    public static ForwardedAnswer Write(EventAnswer answer) => new()
    {
        Outcome = answer.Outcome switch
        {
            Outcome.Accepted => ForwardedAnswer.Types.Outcome.Accepted,
            Outcome.Duplicate => ForwardedAnswer.Types.Outcome.Duplicate,
            Outcome.Quarantined => ForwardedAnswer.Types.Outcome.Quarantined,
            _ => ForwardedAnswer.Types.Outcome.Rejected,
        },
        Reason = answer.Reason,
        Detail = answer.Detail,
    };

    /// <summary>Null: an outcome that this version does not know; the event counts as not answered.</summary>
    public static EventAnswer? Read(ForwardedAnswer answer)
    {
        Outcome? outcome = answer.Outcome switch
        {
            ForwardedAnswer.Types.Outcome.Accepted => Outcome.Accepted,
            ForwardedAnswer.Types.Outcome.Duplicate => Outcome.Duplicate,
            ForwardedAnswer.Types.Outcome.Quarantined => Outcome.Quarantined,
            ForwardedAnswer.Types.Outcome.Rejected => Outcome.Rejected,
            _ => null,
        };
        return outcome is { } known ? new EventAnswer(known, answer.Reason, answer.Detail) : null;
    }
}
