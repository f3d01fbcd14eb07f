using Fanout.Protocol.Messages;
using Fanout.Server.Access;
using Fanout.Server.Resync;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;

namespace Fanout.Server.Delivery;

/// <summary>
/// What goes from topics to a connection: single steps, answers, and all that was missed. One for all connections of a
/// shard.
/// </summary>
/// <remarks>
/// A subscriber moves when its frame goes to the sink, and not otherwise: what the sink does not take was never sent,
/// and is composed anew from wherever the head is then.
/// </remarks>
internal sealed class Feed(ShardCounts counts)
{
    private readonly SubscribedFrames _subscribed = new();

    /// <summary>
    /// Hands a frame to the sink and moves the subscriber; false, and nothing has happened, where the sink takes
    /// nothing.
    /// </summary>
    public bool TryStep(Connection connection, Reader reader, TopicPosition to, SharedFrame frame)
    {
        var from = reader.Position;
        // before the frame is formed: a server-sent event carries the position that it leads to
        reader.Position = to;
        if (connection.Outgoing.Offer(FormOf(connection, frame)))
        {
            counts.Frames++;
            return true;
        }
        reader.Position = from;
        return false;
    }

    /// <summary>
    /// The same with a whole run, for a connection whose frames are its own, during the walk: what nobody foresaw in
    /// forming one ends that connection, never the walk.
    /// </summary>
    public bool TryRunGuarded(Connection connection, Reader reader, Run run)
    {
        try
        {
            for (var index = 0; index < run.Count; index++)
            {
                if (!TryStep(connection, reader, run[index].Position, run[index].Frame))
                    return false;
            }
        }
        catch (Exception failure)
        {
            connection.Shard.Fail(connection, failure);
        }
        return true;
    }

    /// <summary>
    /// Makes an answer and hands it to the sink, `subscribed` and the frame that goes with it as one unit, so that the
    /// position in it stays true; false where the sink takes nothing. Whether its reader may have it is asked now: what is
    /// made now is of now, however long ago it was asked for.
    /// </summary>
    public bool TryAnswer(Connection connection, AnswerRequest request)
    {
        if (!connection.Outgoing.IsFree)
            return false;
        if (connection.Session.ObjectionTo(request) is { } objection)
            return TryObject(connection, request, objection);
        var place = request.Detached ? -1 : connection.Subscriptions.Find(request.Topic);
        if (place >= 0 && !request.Unsolicited && connection.Subscriptions.ReaderAt(place).Pending > Subscribing.AnsweredMax)
            return TryRefuse(connection, request, Subscribing.Overtaken());
        var answer = request.Topic.Resync(request.Client, request.Verdict, request.HorizonMs);
        if (answer.Kind == ResyncKind.AskLog && !request.Detached)
        {
            connection.Session.AskLog(request); // comes back with a verdict
            return true;
        }
        if (answer.Kind == ResyncKind.AskLog)
            // `unsubscribed` is behind it, and must stay there
            answer = request.Topic.Resync(null, LogVerdict.NotAsked, request.HorizonMs);
        if (answer.Kind == ResyncKind.NotCovered && !request.Unsolicited)
            return TryRefuse(connection, request, DelayRefusal.Of(request));
        if (answer.Kind == ResyncKind.NotCovered)
        {
            EndBehind(connection, place);
            return true;
        }

        var subscribed = SubscribedFor(connection, request, answer);
        if (place < 0)
            return connection.Outgoing.Offer(subscribed, FormOf(connection, answer.Frame));

        var reader = connection.Subscriptions.ReaderAt(place);
        var before = reader.Value;
        Move(reader, answer, request.Unsolicited);
        if (!connection.Outgoing.Offer(subscribed, FormOf(connection, answer.Frame)))
        {
            reader.Value = before;
            return false;
        }
        counts.Answered(answer.Kind);
        connection.Session.Answered(request, reader.Pending == 0);
        return true;
    }

    /// <summary>
    /// Sends what each subscription has missed; false where the sink takes no more, to be gone on with from there.
    /// </summary>
    public bool CatchUp(Connection connection)
    {
        var subscriptions = connection.Subscriptions;
        for (var left = subscriptions.Count; left > 0; left--)
        {
            if (connection.CatchUpPlace >= subscriptions.Count)
                connection.CatchUpPlace = 0;
            var count = subscriptions.Count;
            if (!CatchUp(connection, connection.CatchUpPlace))
                return false;
            if (subscriptions.Count == count) // otherwise another has taken its place
                connection.CatchUpPlace++;
        }
        return true;
    }

    /// <summary>
    /// Hands on entries that were read from the log, as far as the sink takes them; returns how many.
    /// </summary>
    public int Replay(Connection connection, EventsTopic topic, int place, IReadOnlyList<LoggedEntry> entries)
    {
        var reader = connection.Subscriptions.ReaderAt(place);
        var (delay, horizonMs) = (connection.Subscriptions.DelayAt(place), connection.Subscriptions.HorizonAt(place));
        var head = topic.HeadAt(horizonMs);
        var count = 0;
        foreach (var (entry, change) in entries)
        {
            if (entry.PublishedMs > horizonMs)
                break;
            var position = TopicPosition.From(entry.MatchPosition);
            // The first entry of all is a step from nothing; any other that begins from nothing is a new start.
            var sent = position.Seq > 1 && LoggedEntries.Restarts(entry, change)
                ? TryRestart(connection, reader, topic, delay, position, change, entry.PublishedMs)
                : TryStep(connection, reader, position, topic.FrameOf(change, position.Seq, entry.PublishedMs));
            if (!sent)
                break;
            reader.Replaying = position.Epoch != head?.Epoch;
            count++;
        }
        return count;
    }

    /// <summary>An entry of the past where the match began a new epoch: said as it would have been said live.</summary>
    private bool TryRestart(
        Connection connection,
        Reader reader,
        EventsTopic topic,
        DelayCursor? delay,
        TopicPosition position,
        LoggedChange change,
        long publishedMs)
    {
        var from = reader.Position;
        var answer = new ResyncAnswer(ResyncKind.Reset, position, position, null);
        var subscribed = SubscribedFor(connection, new AnswerRequest(topic, 0, null, delay), answer);
        reader.Position = position;
        var snapshot = topic.SnapshotOf(position, Match.Empty.Apply(change.Delta), publishedMs);
        if (connection.Outgoing.Offer(subscribed, FormOf(connection, snapshot)))
            return true;
        reader.Position = from;
        return false;
    }

    /// <summary>Memory no longer holds what a delayed subscription would see next: it ends.</summary>
    private static void EndBehind(Connection connection, int place)
    {
        var seconds = connection.Subscriptions.DelayAt(place)?.Seconds ?? 0;
        connection.EndTopic(
            place, UnsubscribedCode.Types.Value.Behind, $"history no longer covers a delay of {seconds} s");
    }

    /// <summary>Its reader may not have it (any more): it is told so in the place of the answer.</summary>
    private static bool TryObject(Connection connection, AnswerRequest request, Objection objection)
    {
        if (!request.Unsolicited)
            return TryRefuse(connection, request, objection.ToError());
        connection.EndTopic(connection.Subscriptions.Find(request.Topic), objection);
        return true;
    }

    /// <summary>Hands an error to the sink in the place of an answer; false where the sink takes nothing.</summary>
    private static bool TryRefuse(Connection connection, AnswerRequest request, Error error)
    {
        (error.Ref, error.Topic) = (request.Reference, request.Topic.Name.ToString());
        var frame = FrameEncoder.Encode(new ServerFrame { Error = error }, connection.Encoding);
        if (!connection.Outgoing.Offer(connection.Wire.Form(frame, connection)))
            return false;
        connection.Session.AnsweredByError(request);
        return true;
    }

    private bool CatchUp(Connection connection, int place)
    {
        var topic = connection.Subscriptions.TopicAt(place);
        var reader = connection.Subscriptions.ReaderAt(place);
        while (reader is { Pending: 0, Reading: false })
        {
            var step = NextStep(topic, reader, connection.Subscriptions.HorizonAt(place));
            switch (step.Kind)
            {
                case StepKind.None:
                    return true;
                case StepKind.Frame:
                    if (!TryStep(connection, reader, step.To, step.Frame!))
                        return false;
                    break;
                case StepKind.Reset when !connection.Shard.Answers.TryTake(connection):
                    return false; // thousands may be told so at once: its turn comes
                case StepKind.Reset:
                    var delay = connection.Subscriptions.DelayAt(place);
                    if (!TryAnswer(connection, new AnswerRequest(topic, 0, reader.Position, delay)
                    {
                        Unsolicited = true,
                        Verdict = LogVerdict.Void,
                    }))
                    {
                        return false;
                    }
                    if (connection.Subscriptions.Find(topic) < 0)
                        return true; // it could not be answered
                    break;
                case StepKind.ReadLog:
                    reader.Reading = true;
                    connection.Session.ReadEntries((EventsTopic)topic, reader.Position);
                    return true;
                case StepKind.NotCovered:
                    EndBehind(connection, place);
                    return true;
            }
        }
        return true;
    }

    private static Step NextStep(Topic topic, Reader reader, long horizonMs)
    {
        if (reader.Void)
            return Step.Reset;
        return reader.Replaying ? Step.ReadLog : topic.Next(reader.Position, horizonMs);
    }

    private static void Move(Reader reader, in ResyncAnswer answer, bool unsolicited)
    {
        reader.Position = answer.Stands;
        reader.Replaying = answer.Stands.Epoch != answer.Position.Epoch;
        reader.Answered = true;
        reader.Reading = false;
        reader.Void = false;
        if (!unsolicited)
            reader.Pending--;
    }

    private static ReadOnlyMemory<byte> FormOf(Connection connection, SharedFrame? frame) =>
        frame is null ? default : connection.Wire.Form(frame.In(connection.Encoding), connection);

    private ReadOnlyMemory<byte> SubscribedFor(
        Connection connection, AnswerRequest request, in ResyncAnswer answer) => FormOf(connection, _subscribed.Of(
            request.Topic,
            new SubscribedHead(request.Reference, answer.Value, answer.Position, request.Delay?.Seconds ?? 0)));
}
