namespace Paceline.Ui;

/// <summary>What a colour says; each tone is a pair of tokens (figure and tint) with AA contrast in both themes.</summary>
public enum Tone
{
    /// <summary>Slate: off, closed, no news.</summary>
    Neutral,

    /// <summary>Green: open, works.</summary>
    Good,

    /// <summary>Blue: in use.</summary>
    Active,

    /// <summary>Teal: on its way.</summary>
    Moving,

    /// <summary>Amber: wants an eye on it.</summary>
    Attention,

    /// <summary>Red: something is wrong or a limit is broken, and nothing else.</summary>
    Fault,
}

/// <summary>A state as it is shown everywhere: a shape, a colour and a word.</summary>
public readonly record struct Mark(Shape Shape, Tone Tone, string Word)
{
    /// <summary>The class of the stylesheet that carries the tone's two colours.</summary>
    public string ToneClass => Tone switch
    {
        Tone.Neutral => "tone-neutral",
        Tone.Good => "tone-good",
        Tone.Active => "tone-active",
        Tone.Moving => "tone-moving",
        Tone.Attention => "tone-attention",
        Tone.Fault => "tone-fault",
    };
}
