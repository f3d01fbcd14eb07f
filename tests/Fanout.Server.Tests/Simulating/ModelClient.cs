using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;
using static Fanout.Protocol.Messages.ServerFrame;

namespace Fanout.Server.Tests.Simulating;

/// <summary>
/// A client that keeps the states of its topics by the rules of the protocol, and asserts that no frame breaks them.
/// </summary>
internal sealed class ModelClient(TestNode node, FrameEncoding encoding)
{
    private readonly Dictionary<uint, ModelTopic> _byId = [];
    private readonly Dictionary<string, ModelTopic> _byName = [];
    private readonly HashSet<uint> _left = []; // topics that it asked to leave on this connection
    private uint _lastRef;

    public TestClient Wire { get; private set; } = node.Connect(encoding);

    public IReadOnlyCollection<ModelTopic> Topics => _byName.Values;

    /// <summary>Answers that are owed to this client.</summary>
    public int Owed { get; private set; }

    public ModelTopic Topic(string name) => _byName[name];

    /// <summary>Subscribes, from where it stands if it knows the topic already.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="delaySeconds">Its delay from now on; null: the one that it has.</param>
    public void Subscribe(string name, uint? delaySeconds = null)
    {
        if (!_byName.TryGetValue(name, out var topic))
            _byName[name] = topic = new ModelTopic(name);
        topic.DelaySeconds = delaySeconds ?? topic.DelaySeconds;
        topic.Want(++_lastRef);
        Owed++;
        Wire.Subscribe(name, topic.Position, topic.Wanted, topic.DelaySeconds);
    }

    public void Unsubscribe(string name)
    {
        var topic = _byName[name];
        if (topic.Id != 0)
        {
            _left.Add(topic.Id);
            Wire.Send(new ClientFrame { Unsubscribe = new Unsubscribe { TopicIds = { topic.Id } } });
        }
        _byName.Remove(name);
    }

    /// <summary>The connection is lost, half a frame and all; comes back with its positions.</summary>
    public void Reconnect()
    {
        Wire.Connection.PostEnded();
        node.Turn();
        Wire = node.Connect(encoding);
        _byId.Clear();
        _left.Clear();
        Owed = 0;
        foreach (var name in _byName.Keys.ToList())
            Subscribe(name);
    }

    /// <summary>Takes in what came; the node is not made to work.</summary>
    public void TakeIn()
    {
        foreach (var frame in Wire.ReadSent())
            TakeIn(frame);
    }

    private void TakeIn(ServerFrame frame)
    {
        switch (frame.FrameCase)
        {
            case FrameOneofCase.Subscribed:
                TakeIn(frame.Subscribed);
                break;
            case FrameOneofCase.Snapshot:
                Known(frame.Snapshot.TopicId)?.TakeIn(frame.Snapshot);
                break;
            case FrameOneofCase.Delta:
                Known(frame.Delta.TopicId)?.TakeIn(frame.Delta);
                break;
            case FrameOneofCase.Entry:
                Known(frame.Entry.TopicId)?.TakeIn(frame.Entry);
                break;
            case FrameOneofCase.Unsubscribed:
                if (!_byId.Remove(frame.Unsubscribed.TopicId, out var ended))
                {
                    // It answers who asked for it, also where the question whether to subscribe ended in an error.
                    Assert.Equal(UnsubscribedCode.Types.Value.Requested, frame.Unsubscribed.Code);
                    Assert.Contains(frame.Unsubscribed.TopicId, _left);
                    break;
                }
                if (frame.Unsubscribed.Code == UnsubscribedCode.Types.Value.Behind && !ended.Awaits
                    && _byName.GetValueOrDefault(ended.Name) == ended)
                {
                    Subscribe(ended.Name); // its delay was no longer covered
                }
                break;
            case FrameOneofCase.Error:
                TakeIn(frame.Error);
                break;
        }
    }

    /// <summary>
    /// Only a log that does not answer is a reason not to be answered, and for a delayed reader a history that does not
    /// reach back, or a match that is not there yet; one tries again.
    /// </summary>
    private void TakeIn(Error error)
    {
        if (error.Code == ErrorCode.Types.Value.NotSubscribed)
            return; // unsubscribed from what the log's silence had ended
        var asked = _byName.GetValueOrDefault(error.Topic);
        var delayed = asked?.Wanted != error.Ref || asked.DelaySeconds > 0; // an earlier question may have been
        Assert.True(
            error is { Code: ErrorCode.Types.Value.Unavailable or ErrorCode.Types.Value.DelayUnavailable, RetryAfterMs: > 0 }
                || (delayed && error.Code == ErrorCode.Types.Value.NotFound),
            error.ToString());
        Owed--;
        if (asked?.Wanted == error.Ref)
            Subscribe(error.Topic);
    }

    private void TakeIn(Subscribed subscribed)
    {
        if (subscribed.Ref != 0)
            Owed--;
        if (!_byName.TryGetValue(subscribed.Topic, out var topic))
        {
            topic = new ModelTopic(subscribed.Topic); // unsubscribed meanwhile; its last frame is still to come
            topic.Want(uint.MaxValue);
        }
        _byId[subscribed.TopicId] = topic;
        topic.TakeIn(subscribed);
    }

    /// <summary>
    /// The topic of a frame; nothing of a topic comes before its `subscribed` or after its `unsubscribed`.
    /// </summary>
    private ModelTopic? Known(uint topicId)
    {
        Assert.True(_byId.TryGetValue(topicId, out var topic), $"a frame of topic {topicId}, which is not subscribed");
        return topic;
    }
}
