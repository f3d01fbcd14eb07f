using System.Net;
using Fanout.Server.Admission;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>A connection of which nobody knows yet what it is.</summary>
/// <param name="Descriptor">Its descriptor.</param>
/// <param name="Peer">Where it comes from.</param>
/// <param name="Visit">What it counts for, until it is a reader's or has ended.</param>
internal readonly record struct Accepted(Descriptor Descriptor, IPEndPoint Peer, Visit Visit);
