using CsCheck;
using Fanout.Protocol.States;
using Fanout.Protocol.Tests.Vectors;
using Google.Protobuf;

namespace Fanout.Protocol.Tests.States;

/// <summary>The laws of the delta algebra, for one pair of state and delta. The tests choose the states.</summary>
internal static class AlgebraLaws<TState, TDelta>
    where TState : class, IMessage<TState>, IDeepCloneable<TState>, new()
    where TDelta : class, IMessage<TDelta>, IDeepCloneable<TDelta>, new()
{
    private const int Iterations = 60; // a law and sport; CsCheck_Iter in the environment asks for more

    public static void ApplyUndoesDiff(StateGen<TState, TDelta> gen) => gen.Walks(1).Sample(walk =>
    {
        var (from, to) = (From(walk[0]), From(walk[1]));
        var after = from.Apply(Diff(from, to));
        AssertSame(walk[1], after.ToMessage());
        Assert.Equal((PlainHash.Of(walk[1]), PlainHash.OfMinor1(walk[1])), (after.Hash, after.Hash1));
        AssertSame(walk[0], from.ToMessage());
    }, iter: Iterations);

    public static void ApplyUndoesDiffOfStrangers(StateGen<TState, TDelta> gen) =>
        Gen.Select(gen.States, gen.States).Sample((first, second) =>
    {
        var (from, to) = (From(first), From(second));
        AssertSame(second, from.Apply(Diff(from, to)).ToMessage());
    }, iter: Iterations);

    public static void ADiffIsEmptyForEqualStatesAndOnlyForThem(StateGen<TState, TDelta> gen) =>
        gen.Walks(1).Sample(walk =>
    {
        Assert.True(IsEmpty(Diff(From(walk[0]), From(walk[0]))));
        Assert.Equal(walk[0].ToByteString().Equals(walk[1].ToByteString()),
            IsEmpty(Diff(From(walk[0]), From(walk[1]))));
    }, iter: Iterations);

    public static void AComposedDiffDoesWhatTwoDoInTurn(StateGen<TState, TDelta> gen) => gen.Walks(2).Sample(walk =>
    {
        var (from, between, to) = (From(walk[0]), From(walk[1]), From(walk[2]));
        var after = from.Apply(Compose(Diff(from, between), Diff(between, to)));
        AssertSame(walk[2], after.ToMessage());
        Assert.Equal(to.Hash, after.Hash);
    }, iter: Iterations);

    public static void AComposedDeltaDoesWhatTwoDoInTurn(StateGen<TState, TDelta> gen) =>
        Gen.Select(gen.States, gen.Deltas.Array[2]).Sample((state, deltas) =>
        {
            var fitted = Fitting.FitInTurn(deltas, From(state));
            var inTurn = From(state).Apply(fitted[0]).Apply(fitted[1]);
            var atOnce = From(state).Apply(Compose(fitted[0], fitted[1]));
            AssertSame(inTurn.ToMessage(), atOnce.ToMessage());
            Assert.Equal(inTurn.Hash, atOnce.Hash);
        }, iter: Iterations);

    public static void ComposingIsAssociative(StateGen<TState, TDelta> gen) =>
        Gen.Select(gen.States, gen.Deltas.Array[3]).Sample((state, deltas) =>
        {
            var fitted = Fitting.FitInTurn(deltas, From(state));
            AssertSame(Compose(Compose(fitted[0], fitted[1]), fitted[2]),
                Compose(fitted[0], Compose(fitted[1], fitted[2])));
        }, iter: Iterations);

    public static void ComposingWithNothingChangesNothing(StateGen<TState, TDelta> gen) => gen.Walks(1).Sample(walk =>
    {
        var delta = Diff(From(walk[0]), From(walk[1]));
        AssertSame(delta, Compose(delta, new TDelta()));
        AssertSame(delta, Compose(new TDelta(), delta));
    }, iter: Iterations);

    public static void ApplyingTwiceChangesNothingMore(StateGen<TState, TDelta> gen) =>
        Gen.Select(gen.States, gen.Deltas).Sample((state, delta) =>
    {
        delta = Fitting.FitInTurn([delta], From(state))[0];
        var once = From(state).Apply(delta);
        var (twice, effect) = once.ApplyEffective(delta);
        AssertSame(once.ToMessage(), twice.ToMessage());
        Assert.Equal(once.Hash, twice.Hash);
        Assert.True(IsEmpty(effect));
    }, iter: Iterations);

    public static void TheHashIsThatOfTheWholeMessage(StateGen<TState, TDelta> gen) =>
        Gen.Select(gen.States, gen.Deltas).Sample((state, delta) =>
    {
        var after = From(state).Apply(delta);
        var whole = after.ToMessage();
        Assert.Equal((PlainHash.Of(whole), PlainHash.OfMinor1(whole)), (after.Hash, after.Hash1));
        Assert.Equal((after.Hash, after.Hash1), (From(whole).Hash, From(whole).Hash1));
    }, iter: Iterations);

    public static void AnEffectDoesWhatItsDeltaDoes(StateGen<TState, TDelta> gen) =>
        Gen.Select(gen.States, gen.Deltas).Sample((state, delta) =>
    {
        var from = From(state);
        var (after, effect) = from.ApplyEffective(delta);
        AssertSame(Diff(from, after), effect);
        AssertSame(after.ToMessage(), from.Apply(effect).ToMessage());
    }, iter: Iterations);

    /// <summary>By bytes: the messages' own <c>Equals</c> takes an absent field for a zero.</summary>
    private static void AssertSame(IMessage expected, IMessage actual) =>
        Assert.True(expected.ToByteString().Equals(actual.ToByteString()), $"expected {expected}, got {actual}");

    private static State<TState, TDelta> From(TState message) => StateGen<TState, TDelta>.From(message);

    private static TDelta Diff(State<TState, TDelta> from, State<TState, TDelta> to) =>
        State<TState, TDelta>.Diff(from, to);

    private static TDelta Compose(TDelta first, TDelta second) => State<TState, TDelta>.Compose(first, second);

    private static bool IsEmpty(TDelta delta) => State<TState, TDelta>.IsEmpty(delta);
}
