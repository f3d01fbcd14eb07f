namespace Fanout.Server.Access;

/// <summary>Whether a token is good cannot be told now: the keys of its issuer are not there.</summary>
internal sealed class AccessUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
