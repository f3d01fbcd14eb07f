namespace Fanout.Protocol.States;

/// <summary>Hashes of a part of a state, or sums of such hashes modulo 2³².</summary>
/// <param name="Minor0">Of the part without what came after minor 0.</param>
/// <param name="Minor1">Of the part with what minor 1 added; 0 where it holds nothing of that.</param>
internal readonly record struct PartHash(uint Minor0, uint Minor1)
{
    public static PartHash operator +(PartHash sum, PartHash part) =>
        new(sum.Minor0 + part.Minor0, sum.Minor1 + part.Minor1);

    public static PartHash operator -(PartHash sum, PartHash part) =>
        new(sum.Minor0 - part.Minor0, sum.Minor1 - part.Minor1);
}
