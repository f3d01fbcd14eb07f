using System.Security.Cryptography;
using Fanout.Log;
using Fanout.Server.Access;
using Fanout.Server.Admission;
using Fanout.Server.Delivery;
using Fanout.Server.Following;
using Fanout.Server.Resync;
using Fanout.Server.Topics;

namespace Fanout.Server.Sessions;

/// <summary>What every session of the node uses.</summary>
internal sealed record SessionServices(
    DeliveryOptions Options,
    IAccess Access,
    TopicDirectory Topics,
    NodeStatus Status,
    LogCheck Check,
    ILogReader Log,
    TimeProvider Time,
    ILogger<Session> Logger)
{
    /// <summary>Connections of those whose token bounds them.</summary>
    public HolderPlaces Holders { get; init; } = new();

    /// <summary>Tells the sessions of this process from those of an earlier one on the same node.</summary>
    public string Run { get; } = RandomNumberGenerator.GetHexString(8, lowercase: true);
}
