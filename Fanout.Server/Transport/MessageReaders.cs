using Fanout.Protocol.WebSockets;
using Microsoft.Extensions.ObjectPool;

namespace Fanout.Server.Transport;

/// <summary>
/// Readers of messages, lent to a connection while a message is under way in it: most are between two messages most of
/// the time, and have none. Any thread.
/// </summary>
/// <param name="options">How large a message may be.</param>
internal sealed class MessageReaders(TransportOptions options)
{
    private readonly ObjectPool<MessageReader> _plain = PoolOf(options, deflate: false);
    private readonly ObjectPool<MessageReader> _deflating = PoolOf(options, deflate: true);

    /// <summary>Longest message, fragments joined or inflated, in bytes.</summary>
    public int MessageSizeMax { get; } = options.MessageSizeMax;

    /// <summary>How long a message may take from its first byte to its last.</summary>
    public TimeSpan MessageTimeout { get; } = options.MessageTimeout;

    /// <summary>What is wrong with a message that took longer.</summary>
    public ProtocolViolationException TooSlow() => new(
        CloseCode.PolicyViolation, $"a message is not whole {MessageTimeout.TotalSeconds:0.###} s after it began");

    /// <summary>One that stands between messages.</summary>
    /// <param name="deflate">permessage-deflate was agreed on.</param>
    public MessageReader Rent(bool deflate) => Of(deflate).Get();

    /// <summary>One that stands between messages again.</summary>
    /// <param name="reader">What was rented, and is nobody's now.</param>
    /// <param name="deflate">As it was rented.</param>
    public void Return(MessageReader reader, bool deflate) => Of(deflate).Return(reader);

    private static ObjectPool<MessageReader> PoolOf(TransportOptions options, bool deflate) =>
        new DefaultObjectPoolProvider().Create(new Policy(options.MessageSizeMax, deflate));

    private ObjectPool<MessageReader> Of(bool deflate) => deflate ? _deflating : _plain;

    private sealed class Policy(int messageSizeMax, bool deflate) : PooledObjectPolicy<MessageReader>
    {
        public override MessageReader Create() => new(WebSocketRole.Server, messageSizeMax, deflate);

        public override bool Return(MessageReader obj) => true; // it rests, or it would not have been returned
    }
}
