echo "in $(basename "$PWD"): $1"
