using Fanout.Protocol.Messages;
using Fanout.Server.Delivery;
using Fanout.Server.Topics;

namespace Fanout.Server.Sessions;

/// <summary>The first frame of a connection.</summary>
internal static class Greeting
{
    /// <param name="session">Name of the session.</param>
    /// <param name="nowMs">Unix time in milliseconds.</param>
    /// <param name="options">What holds for it.</param>
    public static ServerFrame Of(string session, double nowMs, DeliveryOptions options) => new()
    {
        Welcome = new Welcome
        {
            Session = session,
            Node = options.Node,
            ServerTimeMs = nowMs,
            Minor = WireVersion.Minor,
            PingIntervalMs = (uint)options.PingInterval.TotalMilliseconds,
            Limits = new Limits
            {
                MessageBytesMax = (uint)options.MessageBytesMax,
                TopicsMax = (uint)options.TopicsMax,
                DelaySecondsMax = Horizon.DelaySecondsMax,
            },
        },
    };
}
