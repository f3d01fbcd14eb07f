namespace Fanout.Build;

/// <summary>The command line asks for something that there is not.</summary>
internal sealed class InvalidUsageException(string message) : Exception(message);

/// <summary>A target failed and has said why.</summary>
internal sealed class TargetFailedException(string message, Exception cause) : Exception(message, cause);

/// <summary>A program that a target started did not do what it was asked to; its own output says why.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);

/// <summary>The machine lacks a program; the message says which and how to get it.</summary>
internal sealed class ToolMissingException(string message) : Exception(message);
