namespace Fanout.Server.Access;

/// <summary>Who reads, and what it may see.</summary>
/// <param name="Name">For logs; no secret.</param>
/// <param name="ExpiresMs">Unix time in milliseconds at which it ends; 0: never.</param>
/// <param name="Rights">What it may see, and how far behind live.</param>
internal sealed record Principal(string Name, long ExpiresMs, Rights Rights);
