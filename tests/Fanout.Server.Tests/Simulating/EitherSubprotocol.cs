namespace Fanout.Server.Tests.Simulating;

/// <summary>Every conversation is held in both.</summary>
public static class EitherSubprotocol
{
    public static TheoryData<string> Both => ["proto", "json"];
}
