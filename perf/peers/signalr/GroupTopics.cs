using Fanout.Perf.Driving;
using Microsoft.AspNetCore.SignalR;

namespace Fanout.Perf.Peers.SignalR;

/// <summary>
/// Sends to one group after the other. A group's next message waits for the one before, so that the order stays.
/// </summary>
internal sealed class GroupTopics(IHubContext<TopicHub> hub, int count, int frameSize) : IEventSource
{
    // What the JSON of a call of "d" adds around its argument, with the WebSocket head, so that the frame has the size
    // that was asked for. The same text in MessagePack makes a shorter frame.
    private const int AroundText = 43;

    private readonly int _textSize = Math.Max(TimeMark.Size, frameSize - AroundText);
    private Task _sent = Task.CompletedTask;
    private long _events;
    private int _next;

    public void Publish(long dueUs)
    {
        // One at a time over all groups: the call completes when the message was handed to each connection.
        _sent.Wait();
        _sent = hub.Clients.Group(TopicHub.GroupOf(_next)).SendAsync("d", TimeMark.Text(dueUs, _textSize));
        _next = (_next + 1) % count;
        _events++;
    }

    public void Flush() => _sent.Wait();

    public void Begin() => _events = 0;

    public IEnumerable<KeyValuePair<string, double>> Counted() => [new("events", _events)];
}
