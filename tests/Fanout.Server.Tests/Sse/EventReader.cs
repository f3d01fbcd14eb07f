using System.Text;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Server.Access;
using Fanout.Server.Delivery;
using Fanout.Server.Sessions;
using Fanout.Server.Sse;
using Fanout.Server.Tests.Simulating;
using Microsoft.AspNetCore.Http;

namespace Fanout.Server.Tests.Sse;

/// <summary>A reader of server-sent events, from the request to the lines of its answer.</summary>
internal sealed class EventReader
{
    private readonly TestNode _node;
    private readonly SimulatedSink _sink = new();

    public EventReader(TestNode node, string query, string? lastEventId = null, Principal? principal = null)
    {
        _node = node;
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString(query);
        if (lastEventId is not null)
            http.Request.Headers["Last-Event-ID"] = lastEventId;
        Assert.True(SseRequest.TryParse(http.Request, out var request, out var problem), problem);
        Connection = node.Shards.Open(_sink, new ConnectionSetup
        {
            Wire = new SseWire(request.Topics, request.Came),
            Principal = principal,
            Greets = false,
        });
        _sink.Connection = Connection;
        Connection.Post(new FrameReceived(new ClientFrame { Subscribe = request.Subscribe }));
    }

    public Connection Connection { get; }

    public SimulatedSink Sink => _sink;

    /// <summary>Lets the node work, and returns the events that came.</summary>
    public List<(string Id, ServerFrame Frame)> Read()
    {
        _node.Turn();
        var events = new List<(string, ServerFrame)>();
        foreach (var text in Encoding.UTF8.GetString(_sink.TakeSent()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (text.StartsWith(':'))
                continue;
            var lines = text.Split('\n');
            Assert.Equal(2, lines.Length);
            Assert.StartsWith("id: ", lines[0]);
            Assert.StartsWith("data: ", lines[1]);
            var frame = ProtoJson.Read<ServerFrame>(Encoding.UTF8.GetBytes(lines[1]["data: ".Length..]), new JsonReadOptions { BytesMax = 1 << 24 });
            events.Add((lines[0]["id: ".Length..], frame.Message));
        }
        return events;
    }
}
