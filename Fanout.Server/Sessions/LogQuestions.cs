using Fanout.Log;
using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;
using Fanout.Server.Resync;
using Fanout.Server.Topics;
using MatchPage = Fanout.Log.MatchPage;

namespace Fanout.Server.Sessions;

/// <summary>
/// What one connection asks the log: whether a position is real, and entries that memory no longer holds.
/// </summary>
/// <remarks>Asked from the shard, answered back on it; never waited for there.</remarks>
internal sealed class LogQuestions(Connection connection, SessionServices services)
{
    /// <summary>
    /// Entries read at once for one reader: about what fits a socket buffer. What does not go out is read again later.
    /// </summary>
    private const int PageEntriesMax = 64;

    private const uint RetryAfterMs = 1000;

    private List<AnswerRequest>? _asked;
    private List<(Topic Topic, Action Act)>? _waiting;

    /// <summary>Asks whether the position of a request is real; the answer follows.</summary>
    public void Ask(AnswerRequest request)
    {
        if (request.Verdict != LogVerdict.NotAsked || _asked?.Count >= services.Options.TopicsMax)
        {
            Refuse(request, Unavailable());
            return;
        }
        (_asked ??= []).Add(request);
        _ = AskAsync(request);
    }

    /// <summary>Reads what follows a position for a reader of every entry.</summary>
    public void ReadEntries(EventsTopic topic, TopicPosition from) => _ = ReadEntriesAsync(topic, from);

    /// <summary>
    /// Whether an answer of this topic is held up by the log: what the client says of it next must wait.
    /// </summary>
    public bool HoldsUp(Topic topic) =>
        IsAsked(topic) || (_waiting?.Exists(wait => ReferenceEquals(wait.Topic, topic)) ?? false);

    /// <summary>Acts once the topic is no longer held up, in order; false where too much waits already.</summary>
    public bool TryWait(Topic topic, Action act)
    {
        if (_waiting?.Count >= services.Options.TopicsMax)
            return false;
        (_waiting ??= []).Add((topic, act));
        return true;
    }

    /// <summary>
    /// The topic's subscription was ended by us: what is still asked for it is answered with an error.
    /// </summary>
    public void Detach(Topic topic)
    {
        foreach (var request in _asked ?? [])
        {
            if (ReferenceEquals(request.Topic, topic))
                request.Detached = true;
        }
    }

    private async Task AskAsync(AnswerRequest request)
    {
        var reply = new LogReply(LogReplyKind.Unavailable);
        try
        {
            reply = await services.Check.AskAsync(request.Topic.Name.Key, request.Client!.Value, CancellationToken.None)
                .ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The end of the line for this question: the reader learns that there is no answer now.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            SessionLog.LogFailed(services.Logger, failure, connection.Number);
        }
        connection.Post(() => Replied(request, reply));
    }

    private void Replied(AnswerRequest request, LogReply reply)
    {
        _asked!.Remove(request);
        Answer(request, reply);
        for (var index = 0; index < _waiting?.Count && !IsAsked(request.Topic);)
        {
            var (topic, act) = _waiting[index];
            if (!ReferenceEquals(topic, request.Topic))
            {
                index++;
                continue;
            }
            _waiting.RemoveAt(index);
            act();
        }
    }

    private bool IsAsked(Topic topic) => _asked?.Exists(request => ReferenceEquals(request.Topic, topic)) ?? false;

    private void Answer(AnswerRequest request, LogReply reply)
    {
        switch (reply.Kind)
        {
            case var _ when connection.Session.ObjectionTo(request) is { } objection:
                Refuse(request, objection.ToError()); // not even when there is history, or whether
                break;
            case var _ when request.Detached:
                Refuse(request, Unavailable());
                break;
            case LogReplyKind.Follows:
                request.Verdict = LogVerdict.Follows;
                connection.Send(request);
                break;
            case LogReplyKind.Void:
                request.Verdict = LogVerdict.Void;
                connection.Send(request);
                break;
            case LogReplyKind.Gone:
                Refuse(request, new Error
                {
                    Code = ErrorCode.Types.Value.HistoryGone,
                    Message = $"what follows {request.Client} is no longer kept",
                    First = reply.First.ToMessage(),
                });
                break;
            default:
                Refuse(request, Unavailable());
                break;
        }
    }

    private void Refuse(AnswerRequest request, Error error)
    {
        (error.Ref, error.Topic) = (request.Reference, request.Topic.Name.ToString());
        connection.Send(new ServerFrame { Error = error });
        connection.Session.AnsweredByError(request);
    }

    private async Task ReadEntriesAsync(EventsTopic topic, TopicPosition from)
    {
        MatchPage? page = null;
        List<LoggedEntry> entries = [];
        try
        {
            page = await services.Log.ReadMatchAsync(topic.MatchId, from.ToLog(), PageEntriesMax).ConfigureAwait(false);
            entries = LoggedEntries.ReadAll(page.Entries); // here, because the shard has better to do
        }
        catch (LogStorageException)
        {
            // The reader stays where it is; the next tick asks again.
        }
#pragma warning disable CA1031 // As above, but for a reason that people must see.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            SessionLog.LogFailed(services.Logger, failure, connection.Number);
        }
        connection.Post(() => EntriesRead(topic, from, page, entries));
    }

    private void EntriesRead(EventsTopic topic, TopicPosition from, MatchPage? page, List<LoggedEntry> entries)
    {
        var place = connection.Subscriptions.Find(topic);
        if (place < 0)
            return;
        var reader = connection.Subscriptions.ReaderAt(place);
        if (!reader.Reading || reader.Position != from)
            return; // subscribed anew since
        reader.Reading = false;
        switch (page?.Status)
        {
            case MatchPageStatus.Ok when entries.Count == 0 && page.Entries.Count > 0:
                connection.EndTopic(
                    place,
                    UnsubscribedCode.Types.Value.Behind,
                    $"entry {page.Entries[0].MatchPosition} is damaged in the log");
                break;
            case MatchPageStatus.Ok:
                if (connection.Shard.Feed.Replay(connection, topic, place, entries) > 0)
                    connection.FallBehind();
                else
                    connection.FallBehindForNow();
                break;
            case MatchPageStatus.Gone:
                connection.EndTopic(
                    place,
                    UnsubscribedCode.Types.Value.Behind,
                    $"what follows is no longer kept; the first is {page.First}");
                break;
            case MatchPageStatus.Void or MatchPageStatus.Ahead or MatchPageStatus.NotFound:
                reader.Void = true; // what it stood on is no more: it is told so, and where the topic begins
                connection.FallBehind();
                break;
            default:
                connection.FallBehindForNow();
                break;
        }
    }

    private static Error Unavailable() => new()
    {
        Code = ErrorCode.Types.Value.Unavailable,
        Message = "the log does not answer",
        RetryAfterMs = RetryAfterMs,
    };
}
