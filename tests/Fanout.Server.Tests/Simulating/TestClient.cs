using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Delivery;
using Fanout.Server.Sessions;
using Google.Protobuf;

namespace Fanout.Server.Tests.Simulating;

/// <summary>A peer that sends and reads the bytes of a WebSocket, in either subprotocol.</summary>
#pragma warning disable CA1001 // The reader borrows from a pool; in a test the collector may have it.
internal sealed class TestClient
#pragma warning restore CA1001
{
    private readonly FrameEncoding _encoding;
    private readonly MessageReader _reader = new(WebSocketRole.Client, messageSizeMax: 1 << 24, deflateAgreed: true);
    private readonly MessageInflater _inflater = new(1 << 24);
    private readonly TestNode _node;

    public TestClient(TestNode node, FrameEncoding encoding, int? window, int deflateBytesMin)
    {
        (_node, _encoding) = (node, encoding);
        Sink.Open(window);
        Connection = node.Shards.Open(Sink, new ConnectionSetup
        {
            Wire = new WebSocketWire(encoding, deflateBytesMin),
        });
        Sink.Connection = Connection;
    }

    public SimulatedSink Sink { get; } = new();

    public Connection Connection { get; }

    /// <summary>Opcodes of WebSocket control frames that came.</summary>
    public List<Opcode> Controls { get; } = [];

    /// <summary>Code of the close frame that came.</summary>
    public CloseCode? Closed { get; private set; }

    /// <summary>Messages that came deflated.</summary>
    public int DeflatedCount { get; private set; }

    /// <summary>Text of the JSON messages of the last read.</summary>
    public List<string> Texts { get; } = [];

    public void Send(ClientFrame frame)
    {
        var payload = _encoding == FrameEncoding.Json
            ? System.Text.Encoding.UTF8.GetBytes(ProtoJson.ToText(frame))
            : frame.ToByteArray();
        SendRaw(_encoding == FrameEncoding.Json ? Opcode.Text : Opcode.Binary, payload);
    }

    public void SendRaw(Opcode opcode, params ReadOnlySpan<byte> payload)
    {
        Sink.Credits--;
        Connection.Touch();
        Connection.Post(ClientMessage.Read(_encoding, opcode, payload));
    }

    public void Subscribe(string topic, Position? position = null, uint reference = 1, uint delaySeconds = 0) =>
        Send(new ClientFrame
        {
            Subscribe = new Subscribe
            {
                Ref = reference,
                Topics = { new TopicRequest { Topic = topic, Position = position, DelaySeconds = delaySeconds } },
            },
        });

    /// <summary>Lets the node work, and returns the frames that came.</summary>
    public List<ServerFrame> Read()
    {
        _node.Turn();
        return ReadSent();
    }

    /// <summary>
    /// Lets the node work until so many frames have come, where something outside of its shards has to happen first.
    /// </summary>
    public List<ServerFrame> ReadUntil(int count)
    {
        var frames = Read();
        var came = SpinWait.SpinUntil(
            () =>
            {
                frames.AddRange(Read());
                return frames.Count >= count;
            },
            TimeSpan.FromMinutes(1));
        Assert.True(came, $"{frames.Count} of {count} frames came");
        return frames;
    }

    /// <summary>The frames that came, without letting the node work.</summary>
    public List<ServerFrame> ReadSent()
    {
        var frames = new List<ServerFrame>();
        Texts.Clear();
        ReadOnlySpan<byte> sent = Sink.TakeSent();
        while (_reader.TryRead(ref sent, out var came))
        {
            var message = _inflater.Inflate(came);
            DeflatedCount += came.Deflated ? 1 : 0;
            if (message.Opcode.IsControl())
                ReadControl(message);
            else
                frames.Add(Decode(message));
        }
        return frames;
    }

    /// <summary>Reads past the welcome.</summary>
    public TestClient Greeted()
    {
        Assert.Equal(ServerFrame.FrameOneofCase.Welcome, Assert.Single(Read()).FrameCase);
        return this;
    }

    private void ReadControl(in Message message)
    {
        Controls.Add(message.Opcode);
        if (message.Opcode == Opcode.Close)
            Closed = ClosePayload.Read(message.Payload, out _);
    }

    private ServerFrame Decode(in Message message)
    {
        if (_encoding == FrameEncoding.Proto)
        {
            Assert.Equal(Opcode.Binary, message.Opcode);
            return ServerFrame.Parser.ParseFrom(message.Payload);
        }
        Assert.Equal(Opcode.Text, message.Opcode);
        Texts.Add(System.Text.Encoding.UTF8.GetString(message.Payload));
        var read = ProtoJson.Read<ServerFrame>(message.Payload, new JsonReadOptions { BytesMax = 1 << 24 });
        Assert.Equal(0, read.UnknownMembers.Count);
        return read.Message;
    }
}
