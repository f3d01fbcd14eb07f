namespace Fanout.Server.Delivery;

/// <summary>How far the peer of a connection has come with what was sent to it, as its transport knows it.</summary>
/// <param name="Acknowledged">Bytes that the peer's kernel has acknowledged so far; 0 where nobody can tell.</param>
/// <param name="Outstanding">Bytes that it has not acknowledged yet are on their way to it.</param>
internal readonly record struct PeerProgress(long Acknowledged, bool Outstanding);
