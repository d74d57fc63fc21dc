#!/bin/bash
#SBATCH --job-name=negotiation
#SBATCH --array=1-20
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=2G
#SBATCH --time=02:00:00
#SBATCH --requeue

negotiation run experiments/alliance_2025.toml --worlds 1000000 \
    --out /shared/alliance --jobs "$SLURM_CPUS_PER_TASK" --quiet \
    --chunks "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT"
