namespace Paceline.Ui;

/// <summary>The figure of a state mark: told apart in greyscale at 16 pixels, so that colour is never the only signal.</summary>
public enum Shape
{
    /// <summary>Hollow circle: nothing is going on.</summary>
    Ring,

    /// <summary>Disc with a bar: closed.</summary>
    BarDisc,

    /// <summary>Disc with a tick: open.</summary>
    TickDisc,

    /// <summary>Arrow in a ring: on its way.</summary>
    ArrowRing,

    /// <summary>Filled, rounded square: in use.</summary>
    Square,

    /// <summary>Two bars in a hollow square: on hold.</summary>
    Pause,

    /// <summary>Clock: time is being taken for something.</summary>
    Clock,

    /// <summary>Triangle with an exclamation mark: something is wrong.</summary>
    Warning,

    /// <summary>Triangle on its side: running.</summary>
    Play,

    /// <summary>Diamond: a record is at hand, and nobody is called.</summary>
    Diamond,

    /// <summary>Hollow diamond: a record or call may be taken.</summary>
    DiamondRing,

    /// <summary>Arrow without a ring: called by hand.</summary>
    Arrow,
}
